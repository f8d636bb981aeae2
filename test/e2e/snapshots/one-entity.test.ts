import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { schemaText } from '../../harness/every-event-field.ts';
import { called, everySnapshotField, snapshotFields } from '../../harness/every-snapshot-field.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';

/**
 * Two queries for things of each type that a query reaches by several fields; `of` names the
 * account.
 */
const paths: Readonly<Record<string, (selection: string, of: string, harness: Harness) => readonly [string, string]>> =
  {
    Account: (selection, _, { kazoo }) => {
      const ids = kazoo.directory.descendants(kazoo.directory.account('master').id).map(({ id }) => id);
      const accounts = ids.map((id, index) => `a${index}: account(id: "${id}") ${selection}`);
      return [`{ descendants { nodes ${selection} } }`, `{ ${accounts.join(' ')} }`];
    },
    Conference: (selection, of, { kazoo }) => {
      const account = kazoo.directory.account('demo');
      kazoo.directory.addConference(account.id);
      const each = account.conferences.map(
        ({ id }, index) => `c${index}: conference(id: "${id}", accountId: "${account.id}") ${selection}`,
      );
      return [`{ conferences${of} { nodes ${selection} } }`, `{ ${each.join(' ')} }`];
    },
    // Of so few legs, each owner and device is loaded as a document, not from the list.
    User: (selection, of) => [
      `{ users${of} { nodes ${selection} } }`,
      `{ channels${of} { nodes { owner ${selection} } } }`,
    ],
    Device: (selection, of) => [
      `{ devices${of} { nodes ${selection} } }`,
      `{ channels${of} { nodes { device ${selection} } } }`,
    ],
  };

test('each type that queries reach by several fields is looked at below', () => {
  const fieldsTo = new Map<string, number>();
  const visited = new Set<string>();
  const visit = (typeName: string): void => {
    const type = schemaText.getType(typeName);
    if (!isObjectType(type) || visited.has(typeName)) return;
    visited.add(typeName);
    for (const field of Object.values(type.getFields())) {
      const { name } = getNamedType(field.type);
      if (!typeName.endsWith('Edge')) fieldsTo.set(name, (fieldsTo.get(name) ?? 0) + 1);
      visit(name);
    }
  };

  visit('Query');

  const reached = [...fieldsTo].filter(([name, count]) => count > 1 && leavesOf(name).includes('id'));
  expect(reached.map(([name]) => name).toSorted()).toEqual(Object.keys(paths).toSorted());
});

test.each(Object.entries(paths))('each field of one %s has one value, by whatever path', async (type, queries) => {
  await using harness = await startHarness();
  addTwoCalls(harness);
  const [byOne, byAnother] = queries(`{ __typename ${leavesOf(type).join(' ')} }`, argument(harness, 'demo'), harness);

  const known = new Map(thingsIn(await ask(harness, byOne)).map((thing) => [thing.id, thing]));
  const again = thingsIn(await ask(harness, byAnother));

  expect(again.length).toBeGreaterThan(1);
  expect(again).toEqual(again.map(({ id }) => known.get(id)));
});

test('an account of a list that cannot be loaded keeps what the list says, and the others are answered', async () => {
  await using harness = await startHarness();
  const { directory, crossbar } = harness.kazoo;
  const [first, second] = directory.descendants(directory.account('reseller').id);
  crossbar.faults.failWith(503, { path: new RegExp(`/accounts/${first?.id}$`) });

  const query = '{ descendants { nodes { name timezone isReseller } } }';
  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('reseller') });

  expect(body).toMatchObject({
    data: {
      descendants: {
        nodes: [
          { name: first?.name, timezone: null, isReseller: null },
          { name: second?.name, timezone: 'Europe/Berlin', isReseller: false },
        ],
      },
    },
    errors: [{ path: ['descendants', 'nodes', 0, 'timezone'] }, { path: ['descendants', 'nodes', 0, 'isReseller'] }],
  });
});

test('no two rows of the first screen have one id', async () => {
  await using harness = await startHarness();
  const { kazoo } = harness;
  addTwoCalls(harness);
  for (const name of ['demo', 'other']) {
    const { id: accountId, conferences } = kazoo.directory.account(name);
    const [{ id: conferenceId } = { id: '' }] = conferences;
    kazoo.live.park(accountId, { slot: '100', callId: name, parkerCallId: 'p', callerName: 'A', callerNumber: '1' });
    kazoo.live.join({ conferenceId, callId: name, participantId: 1, joinedAtMs: 0, isModerator: false, variables: {} });
  }
  const queries = ['demo', 'other'].flatMap((name) =>
    [...snapshotFields, 'calls', 'accountBoard', 'queueBoard', 'people'].map(
      (field) =>
        `{ ${everySnapshotField(field).replace(called(field), called(field, argument(harness, name).slice(1, -1)))} }`,
    ),
  );

  const answers = await Promise.all(queries.map((query) => ask(harness, query.replaceAll('{ id', '{ __typename id'))));

  const rows = answers.flatMap(thingsIn);
  const ids = rows.map(({ id }) => id);
  expect(new Set(rows.map(({ __typename }) => __typename)).size).toBeGreaterThan(8);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

interface Thing {
  readonly __typename: string;
  readonly id: string;
}

/** All objects with an id that an answer holds. */
function thingsIn(answer: unknown): readonly Thing[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return [...(isThing(answer) ? [answer] : []), ...Object.values(answer).flatMap(thingsIn)];
}

function isThing(value: object): value is Thing {
  return 'id' in value && '__typename' in value;
}

function leavesOf(typeName: string): readonly string[] {
  const type = schemaText.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return fields.filter(({ type: fieldType }) => isLeafType(getNamedType(fieldType))).map(({ name }) => name);
}

function addTwoCalls({ kazoo }: Harness): void {
  const { id: accountId, users, devices } = kazoo.directory.account('demo');
  for (const index of [0, 1]) {
    const owner = { ownerId: users[index]?.id ?? '', deviceId: devices[index]?.id ?? '' };
    kazoo.live.addChannel({ accountId, callId: `call-${index}`, ...owner });
  }
}

function argument(harness: Harness, accountName: string): string {
  return `(accountId: "${harness.accountId(accountName)}")`;
}

/** Asks as somebody who may see every account. */
async function ask(harness: Harness, query: string): Promise<unknown> {
  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('master') });
  expect(body).not.toHaveProperty('errors');
  return body;
}

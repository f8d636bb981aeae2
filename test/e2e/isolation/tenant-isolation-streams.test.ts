import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { polledLists } from '../../graphql/subscriptions/harness/polled-updates.ts';
import { subscriptionFields } from '../../harness/every-event-field.ts';
import type { Harness } from '../../harness/gateway-harness.ts';
import type { Tenant } from './tenant-isolation-accounts.ts';
import {
  type Cell,
  type Conversation,
  converse,
  fieldIn,
  type Matrix,
  orSilence,
  refusalIn,
  refusalOf,
  refusalOfMistake,
  refusalOverHttp,
  runCells,
  type Setting,
  settings,
  startMatrix,
} from './tenant-isolation-matrix.ts';
import { type StreamRow, streamRows } from './tenant-isolation-stream-rows.ts';

/** Published last to each account: a client that received it has received everything. */
const last = 'last';

test('every subscription is in the matrix, or carries no events', () => {
  const fields = subscriptionFields().map(({ name }) => name);

  const rows = ['calls', 'accountBoard', 'people', 'conferences', 'conference'];
  const withoutEvents = ['streamStatus', ...rows, ...polledLists.keys()];
  expect([...new Set([...streamRows.map(({ field }) => field), ...withoutEvents])].toSorted()).toEqual(
    fields.toSorted(),
  );
});

describe.each(Object.keys(settings) as Setting[])('on %s', (setting) => {
  let matrix: Matrix;
  beforeAll(async () => {
    matrix = await startMatrix(setting);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test.each(
    streamRows.map((row) => [`${row.field}${row.given({ name: '', id: '', conferenceId: 'C' })}`, row] as const),
  )('%s: everybody hears the accounts that they may see, and no other', async (_, row) => {
    const { harness, accounts } = matrix;
    // Over plain HTTP all are refused alike; the tests below show it for each relation.
    const cells = matrix.cells.filter(({ transport, relation }) => transport !== 'HTTP' || relation === 'own');
    const refused = cells.filter((cell) => refusalOfStream(cell, row) !== undefined);
    const heard = cells.filter((cell) => refusalOfStream(cell, row) === undefined);
    const refusals = new Map<string, Set<string>>();

    const outcomes = await runCells(refused, async (cell) => {
      await using conversation = await listen(harness, cell, row);
      const message = await conversation.next();
      const refusal = refusalIn(message) ?? 'an event';
      const alike = `${cell.actor.name} over ${cell.transport}`;
      if (refusal === 'FORBIDDEN') refusals.set(alike, (refusals.get(alike) ?? new Set()).add(JSON.stringify(message)));
      return refusal;
    });

    expect(outcomes).toEqual(Object.fromEntries(refused.map((cell) => [cell.name, refusalOfStream(cell, row)])));
    expect([...refusals.values()].filter(({ size }) => size > 1)).toEqual([]);

    await using conversations = await listenAll(harness, heard, row);
    const stories = conversations.all.map(([cell, conversation]) => storyOf(conversation, heardBy(cell, row).length));
    await Promise.race([harness.untilSubscribers(heard.length), ...stories]);
    for (const tenant of accounts.tenants) row.publish(harness.kazoo, tenant, tenant.name);
    for (const tenant of accounts.tenants) row.publish(harness.kazoo, tenant, last);

    const observed = await Promise.all(stories.map(orSilence));
    expect(Object.fromEntries(heard.map(({ name }, index) => [name, observed[index]]))).toEqual(
      Object.fromEntries(heard.map((cell) => [cell.name, storyFor(cell, row)])),
    );
    await conversations[Symbol.asyncDispose]();
    await harness.untilSubscribers(0);
  });

  test('streamStatus reports the accounts that the actor may see, and no others', async () => {
    const { harness, cells } = matrix;

    const outcomes = await runCells(cells, async (cell) => {
      const query = 'subscription ($id: ID) { streamStatus(accountId: $id) { accountId } }';
      await using conversation = await converse(harness, cell, { query, variables: { id: cell.tenant.id } });
      const message = await conversation.next();
      return refusalIn(message) ?? fieldIn(message);
    });

    expect(outcomes).toEqual(
      Object.fromEntries(
        cells.map((cell) => [cell.name, refusalOverHttp(cell) ?? refusalOf(cell) ?? { accountId: cell.tenant.id }]),
      ),
    );
  });

  test("another account's conference cannot be commanded or heard through the actor's own account", async () => {
    const { harness, accounts, cells } = matrix;
    const others = cells.filter(
      ({ actor, relation, transport }) =>
        actor.refusal === undefined &&
        relation !== 'own' &&
        relation !== 'unknown' &&
        relation !== '*' &&
        transport !== 'HTTP',
    );
    const underOwn = others.map((cell) => ({
      ...cell,
      tenant: { ...cell.tenant, id: cell.actor.tenants.own?.id ?? '' },
    }));
    const [commands, events] = ['conferenceCommandEvents', 'conferenceEvents'].map((field) =>
      streamRows.find((row) => row.field === field),
    );
    if (commands === undefined || events === undefined) throw new Error('The matrix has no conferences.');

    const outcomes = await runCells(underOwn, async (cell) => {
      await using conversation = await listen(harness, cell, commands);
      return refusalIn(await conversation.next());
    });
    expect(outcomes).toEqual(Object.fromEntries(underOwn.map(({ name }) => [name, 'FORBIDDEN'])));

    await using conversations = await listenAll(harness, underOwn, events);
    const stories = conversations.all.map(([, conversation]) => storyOf(conversation, 1));
    await harness.untilSubscribers(underOwn.length);
    for (const tenant of accounts.tenants) events.publish(harness.kazoo, tenant, tenant.name);
    // Kazoo routes a conference's event by its account: only a test makes one of another account under that id.
    for (const { tenant } of underOwn) events.publish(harness.kazoo, tenant, last);

    const observed = await Promise.all(stories.map(orSilence));
    for (const [index, { tenant }] of underOwn.entries()) expect(observed[index]).toEqual([[tenant.id, last]]);
    await conversations[Symbol.asyncDispose]();
    await harness.untilSubscribers(0);
  });

  function refusalOfStream(cell: Cell, row: StreamRow): string | undefined {
    const refusal =
      refusalOverHttp(cell) ??
      (cell.relation === '*' && row.spans === undefined ? refusalOfMistake(cell) : refusalOf(cell));
    return refusal ?? (isOffered(cell, row) ? undefined : 'BINDING_REJECTED');
  }

  function isOffered({ relation }: Cell, { spans, isSinceMaster, isSince5 }: StreamRow): boolean {
    const { version } = matrix.harness.kazoo;
    if (version === '5') return relation !== '*' || spans === 'on 5, too';
    return isSince5 === undefined && (isSinceMaster === undefined || version === 'master');
  }

  /** The accounts whose events the cell must receive. */
  function heardBy({ relation, tenant }: Cell, { isOfConference }: StreamRow): readonly Tenant[] {
    const { tenants } = matrix.accounts;
    return tenants.filter(
      ({ id, name }) => id === tenant.id || (relation === '*' && (!isOfConference || name === tenant.name)),
    );
  }

  function storyFor(cell: Cell, row: StreamRow): unknown {
    const heard = heardBy(cell, row);
    return [...heard.map(({ id, name }) => [id, name]), ...heard.map(({ id }) => [id, last])];
  }
});

/** Plain HTTP carries no stream for any actor. */
function listen(harness: Harness, cell: Cell, { field, given, shownBy = 'data' }: StreamRow): Promise<Conversation> {
  const { tenant } = cell;
  const query = `subscription ($id: ID) { ${field}(accountId: $id${given(tenant)}) { accountId ${shownBy} } }`;
  return converse(harness, cell, { query, variables: { id: tenant.id } });
}

interface Conversations extends AsyncDisposable {
  readonly all: readonly (readonly [Cell, Conversation])[];
}

async function listenAll(harness: Harness, cells: readonly Cell[], row: StreamRow): Promise<Conversations> {
  const all = await Promise.all(cells.map(async (cell) => [cell, await listen(harness, cell, row)] as const));
  return {
    all,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map(([, conversation]) => conversation[Symbol.asyncDispose]()));
    },
  };
}

/**
 * Reads until the last event of `accounts` accounts, and returns which event was whose; or why
 * there is no stream.
 */
async function storyOf(conversation: Conversation, accounts: number): Promise<unknown> {
  const story: (readonly [accountId: unknown, marker: unknown])[] = [];
  while (story.filter(([, marker]) => marker === last).length < accounts) {
    const message = await conversation.next();
    const refusal = refusalIn(message);
    if (refusal !== undefined) return refusal;
    const { accountId, data, callId } = fieldIn(message);
    story.push([accountId, callId ?? Object(data)['marker']]);
  }
  return story;
}

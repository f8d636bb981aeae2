import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../../src/simulator/directory/account.ts';
import { polledLists } from '../../graphql/subscriptions/harness/polled-updates.ts';
import type { Harness } from '../../harness/gateway-harness.ts';
import type { Tenant } from './tenant-isolation-accounts.ts';
import {
  type Cell,
  converse,
  fieldIn,
  idsOf,
  type Matrix,
  refusalIn,
  refusalOf,
  refusalOfMistake,
  refusalOverHttp,
  runCells,
  type Setting,
  settings,
  startMatrix,
} from './tenant-isolation-matrix.ts';

/** By list, the field that tells rows apart, and the rows of an account. */
const rows: Readonly<Record<string, readonly [field: string, of: (account: Account) => readonly string[]]>> = {
  registrations: ['authorizingId', ({ devices }) => idsOf(devices)],
  devices: ['id', ({ devices }) => idsOf(devices)],
  voicemailBoxes: ['id', ({ voicemailBoxes }) => idsOf(voicemailBoxes)],
  queues: ['id', ({ queues }) => idsOf(queues)],
  queueBoard: ['queueId', ({ queues }) => idsOf(queues)],
  parkedCalls: ['callId', ({ id }) => [`parked in ${id}`]],
};

test('every list that Kazoo is polled for is in the matrix', () => {
  expect(Object.keys(rows).toSorted()).toEqual([...polledLists.keys()].toSorted());
});

describe.each(Object.keys(settings) as Setting[])('on %s', (setting) => {
  let matrix: Matrix;
  beforeAll(async () => {
    matrix = await startMatrix(setting);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  /** Returns what each cell shows, or the code with which it is refused. */
  function ask(
    cells: readonly Cell[],
    query: string,
    variablesOf = ({ tenant }: Cell): object => ({ id: tenant.id }),
  ): Promise<Readonly<Record<string, unknown>>> {
    return runCells(cells, async (cell) => {
      await using conversation = await converse(matrix.harness, cell, { query, variables: variablesOf(cell) });
      const message = await conversation.next();
      return refusalIn(message) ?? fieldIn(message);
    });
  }

  test('calls begin with those of the accounts that the actor may see, and with no others', async () => {
    const { harness, cells } = matrix;
    for (const { id } of harness.kazoo.directory.accounts)
      harness.kazoo.live.addChannel({ accountId: id, callId: `leg of ${id}`, interactionId: `call of ${id}` });

    const query = 'subscription ($id: ID) { calls(accountId: $id) { kind calls { id accountId } } }';
    const outcomes = await ask(cells, query);

    const shownOf = (id: string) => ({ kind: 'SNAPSHOT', calls: [{ id: `call of ${id}`, accountId: id }] });
    expect(outcomes).toEqual(seen(cells, ({ tenant }) => shownOf(tenant.id)));
  });

  test('accountBoard counts the calls of the accounts that the actor may see, and of no others', async () => {
    const { harness, accounts, cells } = matrix;
    const others = accounts.tenants.length;
    for (const [index, { id }] of accounts.tenants.entries())
      for (let count = 0; count <= index; count += 1)
        harness.kazoo.live.addChannel({ accountId: id, callId: `${count} ${id}`, interactionId: `${count} of ${id}` });

    const query = 'subscription ($id: ID) { accountBoard(accountId: $id) { accountBoard { accountId talking } } }';
    const outcomes = await ask(cells, query);

    const shownOf = (id: string) => ({
      accountBoard: [{ accountId: id, talking: harness.kazoo.live.channelsOf(id).length }],
    });
    expect(new Set(accounts.tenants.map(({ id }) => harness.kazoo.live.channelsOf(id).length)).size).toBe(others);
    expect(outcomes).toEqual(seen(cells, ({ tenant }) => shownOf(tenant.id)));
  });

  test('conferences are those of the accounts that the actor may see, and no others', async () => {
    const { harness, accounts, cells } = matrix;
    for (const tenant of accounts.tenants) meetIn(harness.kazoo, tenant);

    const query = 'subscription ($id: ID) { conferences(accountId: $id) { conferences { participants { callId } } } }';
    const outcomes = await ask(cells, query);

    const shownOf = ({ name }: Tenant) => ({ conferences: [{ participants: [{ callId: `in ${name}` }] }] });
    expect(outcomes).toEqual(seen(cells, ({ tenant }) => shownOf(tenant)));
  });

  test('a conference of another account is none of the own, whoever knows its id', async () => {
    const { harness, accounts, cells } = matrix;
    for (const tenant of accounts.tenants) meetIn(harness.kazoo, tenant);

    const query = 'subscription ($conferenceId: ID!) { conference(id: $conferenceId) { conference { id } } }';
    const outcomes = await ask(cells, query, ({ tenant }) => ({ conferenceId: tenant.conferenceId }));

    const shownTo = ({ relation, tenant }: Cell) => ({
      conference: relation === 'own' ? [{ id: tenant.conferenceId }] : [],
    });
    expect(outcomes).toEqual(
      Object.fromEntries(
        cells.map((cell) => [cell.name, refusalOverHttp(cell) ?? cell.actor.refusal ?? shownTo(cell)]),
      ),
    );
  });

  test('people are those of the accounts that the actor may see, and no others', async () => {
    const { harness, cells } = matrix;

    const query = 'subscription ($id: ID) { people(accountId: $id) { people { userId } } }';
    const outcomes = await ask(cells, query);

    const shownOf = (id: string) => {
      const { users = [] } = harness.kazoo.directory.accounts.find((account) => account.id === id) ?? {};
      return { people: users.map((user) => ({ userId: user.id })) };
    };
    expect(cells.some(({ tenant }) => shownOf(tenant.id).people.length > 0)).toBe(true);
    expect(outcomes).toEqual(seen(cells, ({ tenant }) => shownOf(tenant.id)));
  });

  test.each(Object.entries(rows))('%s shows the accounts that the actor may see, and no others', async (list, row) => {
    const [field, of] = row;
    const { harness, cells } = matrix;
    const call = { slot: '100', parkerCallId: 'p', callerName: 'A', callerNumber: '1' };
    for (const { id } of matrix.accounts.tenants) harness.kazoo.live.park(id, { ...call, callId: `parked in ${id}` });
    const query = `subscription ($id: ID) { ${list}(accountId: $id) { ${list} { ${field} } } }`;

    const outcomes = await ask(cells, query);

    expect(outcomes).toEqual(
      seen(cells, ({ tenant }) => ({
        [list]: of(harness.kazoo.directory.account(tenant.name)).map((value) => ({ [field]: value })),
      })),
    );
  });
});

/** What `ask` must return where an account has these rows. */
function seen(cells: readonly Cell[], rowsOf: (cell: Cell) => unknown): Readonly<Record<string, unknown>> {
  const refusal = (cell: Cell): string | undefined =>
    refusalOverHttp(cell) ?? (cell.relation === '*' ? refusalOfMistake(cell) : refusalOf(cell));
  return Object.fromEntries(cells.map((cell) => [cell.name, refusal(cell) ?? rowsOf(cell)]));
}

/** Somebody is in the conference of an account. */
function meetIn(kazoo: Harness['kazoo'], { name, conferenceId }: Tenant): void {
  const variables = { hear: true, speak: true, talking: false };
  const joinedAtMs = kazoo.now();
  const callId = `in ${name}`;
  kazoo.live.join({ conferenceId, participantId: 1, callId, joinedAtMs, isModerator: false, variables });
}

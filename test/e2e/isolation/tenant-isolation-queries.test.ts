import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { websocketRows } from '../../../src/simulator/blackhole/websocket-rows.ts';
import { faxDocuments } from '../../../src/simulator/directory/account-documents.ts';
import { schemaText } from '../../harness/every-event-field.ts';
import type { Harness } from '../../harness/gateway-harness.ts';
import {
  type Cell,
  converse,
  fieldIn,
  idsOf,
  type Matrix,
  refusalIn,
  refusalOf,
  refusalOfMistake,
  runCells,
  type Setting,
  settings,
  startMatrix,
} from './tenant-isolation-matrix.ts';

type Account = ReturnType<Harness['kazoo']['directory']['account']>;

/** A query about an account, and what it shows of it. */
interface Row {
  readonly field: string;
  readonly query: string;
  readonly shown: (account: Account, kazoo: Harness['kazoo']) => unknown;
}

function list(field: string, key: string, ids: (account: Account, kazoo: Harness['kazoo']) => readonly string[]): Row {
  return {
    field,
    query: `query ($id: ID) { ${field}(accountId: $id) { nodes { ${key} } } }`,
    shown: (account, kazoo) => ({ nodes: ids(account, kazoo).map((id) => ({ [key]: id })) }),
  };
}

const rows: readonly Row[] = [
  {
    field: 'account',
    query: 'query ($id: ID) { account(id: $id) { id name } }',
    shown: ({ id, name }) => ({ id, name }),
  },
  list('descendants', 'id', ({ id }, { directory }) => idsOf(directory.descendants(id))),
  list('upstreamSockets', 'websocketSessionId', ({ id }, { blackhole }) =>
    websocketRows(blackhole.sockets, id).map((row) => String(row['websocket_session_id'])),
  ),
  {
    field: 'calls',
    query: 'query ($id: ID) { calls(accountId: $id) { nodes { accountId legs { callId } } } }',
    shown: ({ id }, { live }) => ({
      nodes: live.channelsOf(id).map(({ callId }) => ({ accountId: id, legs: [{ callId }] })),
    }),
  },
  {
    field: 'accountBoard',
    query: 'query ($id: ID) { accountBoard(accountId: $id) { nodes { accountId talking } } }',
    shown: ({ id }, { live }) => ({ nodes: [{ accountId: id, talking: live.channelsOf(id).length }] }),
  },
  {
    field: 'people',
    query: 'query ($id: ID) { people(accountId: $id) { nodes { accountId userId } } }',
    shown: ({ id, users }) => ({ nodes: users.map((user) => ({ accountId: id, userId: user.id })) }),
  },
  list('channels', 'callId', ({ id }, { live }) => live.channelsOf(id).map(({ callId }) => callId)),
  list('conferences', 'id', ({ conferences }) => idsOf(conferences)),
  {
    field: 'conference',
    query: 'query ($id: ID, $conferenceId: ID!) { conference(accountId: $id, id: $conferenceId) { id } }',
    shown: ({ conferences: [conference] }) => ({ id: conference?.id }),
  },
  list('parkedCalls', 'slot', ({ id }, { live }) => live.parkedIn(id).map(({ slot }) => slot)),
  list('registrations', 'authorizingId', ({ devices }) => idsOf(devices)),
  {
    field: 'faxes',
    query: 'query ($id: ID) { faxes(accountId: $id, folder: INBOX) { nodes { id } } }',
    shown: (account) => ({ nodes: faxDocuments(account, 'inbox').map(({ id }) => ({ id })) }),
  },
  list('queueCalls', 'id', () => []),
  list('queues', 'id', ({ queues }) => idsOf(queues)),
  list('queueBoard', 'queueId', ({ queues }) => idsOf(queues)),
  list('users', 'id', ({ users }) => idsOf(users)),
  list('devices', 'id', ({ devices }) => idsOf(devices)),
  list('voicemailBoxes', 'id', ({ voicemailBoxes }) => idsOf(voicemailBoxes)),
];

// Of `diagnose` a refusal is a line: diagnosis.test.ts.
test('every query is in the matrix, or is only about the own account', () => {
  const fields = Object.keys(schemaText.getQueryType()?.getFields() ?? {});

  expect([...rows.map(({ field }) => field), 'viewer', 'bindings', 'diagnose'].toSorted()).toEqual(fields.toSorted());
});

describe.each(Object.keys(settings) as Setting[])('on %s', (setting) => {
  let matrix: Matrix;
  beforeAll(async () => {
    matrix = await startMatrix(setting);
    const { kazoo } = matrix.harness;
    for (const { id, name, conferences } of kazoo.directory.accounts) {
      kazoo.live.addChannel({ accountId: id, callId: `call of ${name}` });
      const [room] = conferences;
      if (room !== undefined) enter(kazoo, room.id);
      const callId = `parked call of ${name}`;
      kazoo.live.park(id, { slot: `slot of ${name}`, callId, parkerCallId: 'p', callerName: name, callerNumber: '1' });
    }
    await openSockets(matrix);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test.each(rows)('$field shows an account to the actors that may see it, and to no others', async (row) => {
    const { harness, cells } = matrix;
    const refusals = new Map<string, Set<string>>();

    const outcomes = await runCells(cells, async (cell) => {
      const { tenant, actor, transport } = cell;
      const variables = { id: tenant.id, conferenceId: tenant.conferenceId };
      await using conversation = await converse(harness, cell, { query: row.query, variables });
      const message = await conversation.next();
      const refusal = refusalIn(message);
      if (refusal === undefined) return fieldIn(message);
      if (refusal === 'FORBIDDEN') {
        const alike = `${actor.name} over ${transport}`;
        const words = JSON.stringify(message).replaceAll(tenant.id, 'id');
        refusals.set(alike, (refusals.get(alike) ?? new Set()).add(words));
      }
      return refusal;
    });

    const expected = cells.map((cell) => [cell.name, refusalOfQuery(cell) ?? shownTo(cell, row)]);
    expect(outcomes).toEqual(Object.fromEntries(expected));
    // An account that does not exist and one that may not be seen are refused in the same words.
    expect([...refusals.values()].map(({ size }) => size)).toEqual([...refusals].map(() => 1));
    expect(refusals.size).toBe(15);
  });

  test('viewer shows whose token it is, and bindings are shown with any token', async () => {
    const { harness } = matrix;
    const cells = matrix.cells.filter(({ relation }) => relation === 'own');
    const ask = (query: string) =>
      runCells(cells, async (cell) => {
        await using conversation = await converse(harness, cell, { query });
        const message = await conversation.next();
        return refusalIn(message) ?? fieldIn(message);
      });

    expect(await ask('{ viewer { accountId } }')).toEqual(
      Object.fromEntries(cells.map((cell) => [cell.name, viewerOf(cell)])),
    );
    expect(await ask('{ bindings }')).toEqual(
      Object.fromEntries(
        cells.map((cell) => [cell.name, closedTo(cell) ?? expect.arrayContaining(['fax.object.{ACTION}'])]),
      ),
    );
  });

  function shownTo({ tenant }: Cell, row: Row): unknown {
    const { kazoo } = matrix.harness;
    const account = kazoo.directory.find(tenant.id);
    return account === undefined ? 'nothing' : row.shown(account, kazoo);
  }
});

/** A query is about one account, for every actor. */
function refusalOfQuery(cell: Cell): string | undefined {
  return cell.relation === '*' ? refusalOfMistake(cell) : refusalOf(cell);
}

function viewerOf({ actor, tenant }: Cell): unknown {
  return actor.token === undefined ? null : (actor.refusal ?? { accountId: tenant.id });
}

/** Over WebSocket a bad token ends the connection before any operation. */
function closedTo({ actor, transport }: Cell): string | undefined {
  return transport === 'WebSocket' && actor.token !== undefined ? actor.refusal : undefined;
}

/** A socket to Kazoo for each account, which `upstreamSockets` shows. */
async function openSockets({ harness, accounts }: Matrix): Promise<void> {
  const client = harness.clientOf('master');
  const query = 'subscription ($id: ID) { callEvents(accountId: $id) { id } }';
  for (const { id } of accounts.tenants) harness.subscribe(client, query, { id });
  await harness.untilSubscribers(accounts.tenants.length);
}

function enter(kazoo: Harness['kazoo'], conferenceId: string): void {
  const joinedAtMs = kazoo.now();
  kazoo.live.join({ conferenceId, participantId: 1, callId: 'leg', joinedAtMs, isModerator: false, variables: {} });
}

import { describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/kazoo/collections/collection.ts';
import { agentStatuses } from '../../../src/kazoo/collections/queues/agent-statuses.ts';
import { agents } from '../../../src/kazoo/collections/queues/agents.ts';
import { queueCalls } from '../../../src/kazoo/collections/queues/queue-calls.ts';
import { queues } from '../../../src/kazoo/collections/queues/queues.ts';
import { queueBoards } from '../../../src/live/polls/queue-board.ts';

/** What Kazoo answers, read as the gateway reads it. */
function read<Item>(collection: Collection<Item>, data: unknown) {
  const options = { onUnreadable: () => undefined, isHidden: () => false };
  const rows = collection.rowsOf(data) ?? [];
  return rows.flatMap((row) => {
    const item = collection.read(row, options);
    return item === undefined ? [] : [{ ...item, accountId: 'a' }];
  });
}

/** The boards of queues `q1` and `q2`. */
function boards(calls: readonly object[], listedAgents: readonly object[] = [], statuses: object = {}) {
  return queueBoards(
    {
      queues: read(queues, [{ id: 'q1', name: 'Support' }, { id: 'q2' }]),
      calls: read(queueCalls, { current_timestamp: 1, stats: calls }),
      agents: read(agents, listedAgents),
      statuses: read(agentStatuses, statuses),
    },
    ({ id }) => `board/${id}`,
  );
}

const entered = (seconds: number) => 63_877_485_845 + seconds;

describe('the board of queues', () => {
  test('has a row for each queue, whether anybody calls or not', () => {
    expect(boards([])).toEqual([
      {
        id: 'board/q1',
        ownerIds: [],
        accountId: 'a',
        queueId: 'q1',
        name: 'Support',
        waiting: 0,
        longestWaitSince: null,
        averageWaitSeconds: null,
        agentsReady: 0,
        agentsRinging: 0,
        agentsTalking: 0,
        agentsWrappingUp: 0,
        agentsPaused: 0,
        handled: 0,
        abandoned: 0,
      },
      expect.objectContaining({ queueId: 'q2', name: null }),
    ]);
  });

  test('counts the calls of each queue by what became of them', () => {
    const call = (queue_id: string, status: string, rest = {}) => ({
      id: `${queue_id} ${status}`,
      queue_id,
      status,
      ...rest,
    });

    expect(
      boards([
        call('q1', 'waiting', { entered_timestamp: entered(9) }),
        call('q1', 'waiting', { entered_timestamp: entered(3) }),
        call('q1', 'handled', { wait_time: 4 }),
        call('q1', 'processed', { entered_timestamp: entered(0), handled_timestamp: entered(7) }),
        call('q1', 'processed'),
        call('q1', 'abandoned', { wait_time: 99 }),
        call('q2', 'abandoned'),
        call('gone', 'waiting'),
      ]),
    ).toMatchObject([
      {
        waiting: 2,
        longestWaitSince: new Date('2024-03-12T18:04:08.000Z'),
        averageWaitSeconds: 6,
        handled: 3,
        abandoned: 1,
      },
      { waiting: 0, longestWaitSince: null, averageWaitSeconds: null, handled: 0, abandoned: 1 },
    ]);
  });

  test('counts agents in each of their queues, by what they did last', () => {
    const agent = (id: string, ...queueIds: string[]) => ({ id, queues: queueIds });
    // The latest first, as Kazoo sorts them: such large keys stay in their order.
    const status = (...words: string[]) =>
      Object.fromEntries(words.map((word, index) => [String(entered(index)), { status: word }]).toReversed());

    expect(
      boards(
        [],
        [
          agent('a', 'q1', 'q2'),
          agent('b', 'q1'),
          agent('c', 'q1', 'q1'),
          agent('d', 'q2'),
          agent('e', 'q2'),
          agent('f', 'q2'),
        ],
        {
          a: status('ready', 'connected'),
          b: status('paused', 'logged_in'),
          c: status('connecting'),
          d: status('ready', 'logged_out'),
          e: status('wrapup'),
          f: status('ready', 'paused'),
          stranger: status('ready'),
        },
      ),
    ).toMatchObject([
      { agentsReady: 1, agentsRinging: 1, agentsTalking: 1, agentsWrappingUp: 0, agentsPaused: 0 },
      { agentsReady: 0, agentsRinging: 0, agentsTalking: 1, agentsWrappingUp: 1, agentsPaused: 1 },
    ]);
  });

  test('does not count agents whose queues Kazoo does not tell', () => {
    const statuses = { a: { '9': { status: 'ready' } } };

    expect(boards([], [{ id: 'a' }], statuses)[0]).toMatchObject({ agentsReady: null, agentsPaused: null, waiting: 0 });
  });

  test.each([[[]], [{ a: 'ready' }], [{ a: {} }], [{ a: { '9': 'ready' } }]])(
    'reads nothing of statuses %j',
    (data) => {
      expect(read(agentStatuses, data)).toEqual([]);
    },
  );
});

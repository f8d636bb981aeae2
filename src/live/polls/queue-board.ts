import type { AgentStatus } from '../../kazoo/collections/queues/agent-statuses.ts';
import type { Agent } from '../../kazoo/collections/queues/agents.ts';
import type { QueueCall } from '../../kazoo/collections/queues/queue-calls.ts';
import type { Queue } from '../../kazoo/collections/queues/queues.ts';
import type { LiveRow } from '../live-rows.ts';

/** How a queue is doing. */
export interface QueueBoard extends LiveRow {
  readonly accountId: string;
  readonly queueId: string;
  readonly name: string | null;
  readonly waiting: number;
  readonly longestWaitSince: Date | null;
  /** How long the calls that agents took had waited; null when they took none. */
  readonly averageWaitSeconds: number | null;
  /** The counts of agents are null when Kazoo does not say which queues they have. */
  readonly agentsReady: number | null;
  readonly agentsRinging: number | null;
  readonly agentsTalking: number | null;
  readonly agentsWrappingUp: number | null;
  readonly agentsPaused: number | null;
  readonly handled: number;
  readonly abandoned: number;
}

/** The lists of acdc that boards are made of. */
export interface QueueLists {
  readonly queues: readonly Queue[];
  readonly calls: readonly QueueCall[];
  readonly agents: readonly Agent[];
  readonly statuses: readonly AgentStatus[];
}

type AgentCount = 'agentsReady' | 'agentsRinging' | 'agentsTalking' | 'agentsWrappingUp' | 'agentsPaused';

/** acdc's words (rest.md section 14); who is logged out counts nowhere. */
const countOf: Readonly<Record<string, AgentCount>> = {
  logged_in: 'agentsReady',
  ready: 'agentsReady',
  connecting: 'agentsRinging',
  connected: 'agentsTalking',
  outbound: 'agentsTalking',
  wrapup: 'agentsWrappingUp',
  paused: 'agentsPaused',
};

/**
 * Counts the calls and agents of each queue, in time that grows with the lists, not with their
 * product.
 *
 * @param idOf the id of the row of a queue
 */
export function queueBoards(
  { queues, calls, agents, statuses }: QueueLists,
  idOf: (queue: Queue) => string,
): readonly QueueBoard[] {
  const callsOf = byQueue(calls);
  const statusOf = new Map(statuses.map(({ agentId, status }) => [agentId, status]));
  const countsOf = agentCounts(agents, statusOf);
  const isKnown = agents.length === 0 || agents.some(({ queueIds }) => queueIds !== null);
  return queues.map((queue) => {
    const { id, name, accountId } = queue;
    const counts = countsOf.get(id);
    const count = (what: AgentCount): number | null => (isKnown ? (counts?.get(what) ?? 0) : null);
    return {
      id: idOf(queue),
      ownerIds: [],
      accountId,
      queueId: id,
      name,
      ...callCounts(callsOf.get(id) ?? []),
      agentsReady: count('agentsReady'),
      agentsRinging: count('agentsRinging'),
      agentsTalking: count('agentsTalking'),
      agentsWrappingUp: count('agentsWrappingUp'),
      agentsPaused: count('agentsPaused'),
    };
  });
}

function byQueue(calls: readonly QueueCall[]): ReadonlyMap<string | null, readonly QueueCall[]> {
  const callsOf = new Map<string | null, QueueCall[]>();
  for (const call of calls) {
    const ofQueue = callsOf.get(call.queueId);
    if (ofQueue === undefined) callsOf.set(call.queueId, [call]);
    else ofQueue.push(call);
  }
  return callsOf;
}

function callCounts(calls: readonly QueueCall[]) {
  const waiting = calls.filter(({ status }) => status === 'waiting');
  const since = waiting.flatMap(({ enteredTimestamp }) => enteredTimestamp?.getTime() ?? []);
  // A call that an agent has hung up is processed.
  const handled = calls.filter(({ status }) => status === 'handled' || status === 'processed');
  const waits = handled.flatMap((call) => waitOf(call) ?? []);
  const allWaits = waits.reduce((sum, seconds) => sum + seconds, 0);
  return {
    waiting: waiting.length,
    longestWaitSince: since.length === 0 ? null : new Date(since.reduce((one, other) => Math.min(one, other))),
    averageWaitSeconds: waits.length === 0 ? null : Math.round(allWaits / waits.length),
    handled: handled.length,
    abandoned: calls.filter(({ status }) => status === 'abandoned').length,
  };
}

function waitOf({ waitTimeSeconds, enteredTimestamp, handledTimestamp }: QueueCall): number | undefined {
  if (waitTimeSeconds !== null) return waitTimeSeconds;
  if (enteredTimestamp === null || handledTimestamp === null) return undefined;
  return Math.max(0, (handledTimestamp.getTime() - enteredTimestamp.getTime()) / 1_000);
}

/** By queue: an agent counts in each of theirs. */
function agentCounts(
  agents: readonly Agent[],
  statusOf: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, ReadonlyMap<AgentCount, number>> {
  const counts = new Map<string, Map<AgentCount, number>>();
  for (const { id, queueIds } of agents) {
    const what = countOf[statusOf.get(id) ?? ''];
    if (what === undefined) continue;
    for (const queueId of new Set(queueIds ?? [])) {
      const ofQueue = counts.get(queueId) ?? new Map<AgentCount, number>();
      counts.set(queueId, ofQueue.set(what, (ofQueue.get(what) ?? 0) + 1));
    }
  }
  return counts;
}

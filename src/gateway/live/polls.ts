import type { AccountList } from '../../auth/lists/list-access.ts';
import { NoTokenLeft } from '../../auth/lists/no-token-left.ts';
import type { Config } from '../../config/config.ts';
import { rowIds } from '../../graphql/row-ids.ts';
import type { Collection } from '../../kazoo/collections/collection.ts';
import type { Found } from '../../kazoo/collections/collection-reader.ts';
import { conferences } from '../../kazoo/collections/conference-rooms.ts';
import { type Device, devices } from '../../kazoo/collections/devices.ts';
import { type ParkedCall, parkedCalls } from '../../kazoo/collections/parked-calls.ts';
import { agentStatuses } from '../../kazoo/collections/queues/agent-statuses.ts';
import { agents } from '../../kazoo/collections/queues/agents.ts';
import { queueCalls } from '../../kazoo/collections/queues/queue-calls.ts';
import { type Queue, queues } from '../../kazoo/collections/queues/queues.ts';
import { type Registration, registrations } from '../../kazoo/collections/registrations.ts';
import { type User, users } from '../../kazoo/collections/users.ts';
import { voicemailBoxes } from '../../kazoo/collections/voicemail-boxes.ts';
import { newVoicemailMessages } from '../../kazoo/collections/voicemail-messages.ts';
import type { AccountLists } from '../../live/account-lists.ts';
import { listLagMs } from '../../live/calls/call-rows.ts';
import { type ListedConference, listedConference } from '../../live/conferences/listed-conference.ts';
import type { ListTurns } from '../../live/list-turns.ts';
import type { LiveBudget } from '../../live/live-budget.ts';
import type { LiveRow } from '../../live/live-rows.ts';
import type { LiveUpstreams } from '../../live/live-tables.ts';
import { type CountedVoicemailBox, countedBoxes, needsCount } from '../../live/polls/counted-voicemail-box.ts';
import { type PolledRow, polledRows } from '../../live/polls/polled-row.ts';
import { PolledTables, type PolledTablesOptions } from '../../live/polls/polled-tables.ts';
import { type QueueBoard, queueBoards } from '../../live/polls/queue-board.ts';
import type { Log } from '../../telemetry/log.ts';
import { LogThrottle } from '../../telemetry/log-throttle.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { type RowSharing, sharedRows } from './shared-rows.ts';

/** The live lists that no event tells of. */
export interface Polls {
  readonly registrations: PolledTables<PolledRow<Registration>>;
  readonly queues: PolledTables<PolledRow<Queue>>;
  readonly queueBoard: PolledTables<QueueBoard>;
  readonly parkedCalls: PolledTables<PolledRow<ParkedCall>>;
  readonly voicemailBoxes: PolledTables<PolledRow<CountedVoicemailBox>>;
  readonly devices: PolledTables<PolledRow<Device>>;
  readonly users: PolledTables<PolledRow<User>>;
  readonly conferences: PolledTables<ListedConference>;
}

export interface PollsOptions {
  readonly config: Config;
  readonly lists: Pick<AccountLists, 'read' | 'readOptional'>;
  readonly turns: ListTurns;
  readonly budget: LiveBudget;
  readonly upstreams: Pick<LiveUpstreams, 'cursor' | 'cursorOf'>;
  /** Where instances share what Kazoo answers. Default: nowhere. */
  readonly sharedLists?: RowSharing;
  readonly metrics: Pick<Metrics, 'polls'>;
  readonly log: Pick<Log, 'warn'>;
}

const failureQuietMs = 60_000;
const maxLoggedLists = 1_000;

export function createPolls(options: PollsOptions): Polls {
  const { config, lists, turns, budget, upstreams, sharedLists, metrics, log } = options;
  const failures = new LogThrottle({ quietMs: failureQuietMs, maxKeys: maxLoggedLists });
  const times = {
    minIntervalMs: config.minPollIntervalMs,
    soon: { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs },
    openTimeoutMs: config.subscribeTimeoutMs,
    lingerMs: config.lingerMs,
  };

  /** @param read reads the rows of an account, in a turn */
  function polled<Row extends LiveRow>(
    name: string,
    required: readonly AccountList[],
    read: (accountId: string, turn: string, signal: AbortSignal) => Promise<readonly Row[]>,
  ): PolledTables<Row> {
    const options: PolledTablesOptions<Row> = {
      lists: required,
      list: read,
      share: sharedRows(sharedLists, name),
      turns,
      upstreams,
      times,
      budget,
      onPoll(accountId, outcome, error) {
        if (error instanceof NoTokenLeft) return;
        metrics.polls.inc({ list: name, outcome });
        if (error !== undefined)
          failures.log(`${accountId} ${name}`, () =>
            log.warn({ accountId, list: name, err: error }, 'Kazoo did not answer with a list; asking again'),
          );
      },
    };
    return new PolledTables(options);
  }

  /** Tables of one of Kazoo's lists, whose rows are shown as they are. */
  function listed<Item extends { readonly owners: readonly string[] }>(
    name: string,
    collection: Collection<Item>,
    idOf: (item: Found<Item>) => string,
  ): PolledTables<PolledRow<Item>> {
    return polled(name, [collection], async (accountId, turn, signal) =>
      polledRows(await lists.read(collection, accountId, turn, signal), idOf),
    );
  }

  return {
    registrations: listed('registrations', registrations, documentId),
    queues: listed('queues', queues, documentId),
    queueBoard: polled('queueBoard', [queues, queueCalls, agents, agentStatuses], async (accountId, turn, signal) => {
      const [listedQueues, calls, listedAgents, statuses] = await Promise.all([
        lists.read(queues, accountId, turn, signal),
        lists.read(queueCalls, accountId, turn, signal),
        lists.read(agents, accountId, turn, signal),
        lists.read(agentStatuses, accountId, turn, signal),
      ]);
      return queueBoards({ queues: listedQueues, calls, agents: listedAgents, statuses }, rowIds.QueueBoard);
    }),
    parkedCalls: listed('parkedCalls', parkedCalls, rowIds.ParkedCall),
    voicemailBoxes: polled('voicemailBoxes', [voicemailBoxes], async (accountId, turn, signal) => {
      const boxes = await lists.read(voicemailBoxes, accountId, turn, signal);
      // Before Kazoo 5, the list says only how many messages there are.
      const unheard = boxes.some(needsCount) ? await lists.read(newVoicemailMessages, accountId, turn, signal) : [];
      return polledRows(countedBoxes(boxes, unheard, config.maxLiveRows), documentId);
    }),
    devices: listed('devices', devices, documentId),
    users: listed('users', users, documentId),
    conferences: polled('conferences', [conferences], async (accountId, turn, signal) => {
      const knownUntil = new Date(Date.now() - listLagMs);
      const found = await lists.read(conferences, accountId, turn, signal);
      return polledRows(found, documentId).map((row) => listedConference(row, knownUntil));
    }),
  };
}

function documentId({ id }: { readonly id: string }): string {
  return id;
}

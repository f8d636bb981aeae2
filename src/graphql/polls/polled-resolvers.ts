import type { GraphQLResolveInfo } from 'graphql';
import type {
  DevicesUpdateResolvers,
  ParkedCallsUpdateResolvers,
  QueryResolvers,
  QueueBoardUpdateResolvers,
  QueuesUpdateResolvers,
  RegistrationsUpdateResolvers,
  SubscriptionDevicesArgs,
  SubscriptionParkedCallsArgs,
  SubscriptionQueueBoardArgs,
  SubscriptionQueuesArgs,
  SubscriptionRegistrationsArgs,
  SubscriptionResolvers,
  SubscriptionVoicemailBoxesArgs,
  VoicemailBoxesUpdateResolvers,
} from '../../generated/resolvers.ts';
import type { Device } from '../../kazoo/collections/devices.ts';
import type { ParkedCall } from '../../kazoo/collections/parked-calls.ts';
import type { Queue } from '../../kazoo/collections/queues/queues.ts';
import type { Registration } from '../../kazoo/collections/registrations.ts';
import type { LiveRow, RemovedRow } from '../../live/live-rows.ts';
import type { LiveUpdate } from '../../live/live-update.ts';
import type { CountedVoicemailBox } from '../../live/polls/counted-voicemail-box.ts';
import type { PolledRow } from '../../live/polls/polled-row.ts';
import type { QueueBoard } from '../../live/polls/queue-board.ts';
import type { SharedTables } from '../../live/shared-table.ts';
import { type LiveAccess, LiveField } from '../live-field.ts';
import type { SubscriptionTarget } from '../subscriptions/subscription-target.ts';
import { requireShared } from './shared-selection.ts';

type PolledUpdate<Item> = LiveUpdate<PolledRow<Item>, RemovedRow>;
/** What clients are told of the registrations of an account. */
export type RegistrationsUpdateSource = PolledUpdate<Registration>;
export type QueuesUpdateSource = PolledUpdate<Queue>;
export type QueueBoardUpdateSource = LiveUpdate<QueueBoard, RemovedRow>;
export type ParkedCallsUpdateSource = PolledUpdate<ParkedCall>;
export type VoicemailBoxesUpdateSource = PolledUpdate<CountedVoicemailBox>;
export type DevicesUpdateSource = PolledUpdate<Device>;

export interface PolledResolverOptions extends LiveAccess {
  /** The live lists that Kazoo is polled for. */
  readonly polls: {
    readonly registrations: SharedTables<PolledRow<Registration>, RemovedRow>;
    readonly queues: SharedTables<PolledRow<Queue>, RemovedRow>;
    readonly queueBoard: SharedTables<QueueBoard, RemovedRow>;
    readonly parkedCalls: SharedTables<PolledRow<ParkedCall>, RemovedRow>;
    readonly voicemailBoxes: SharedTables<PolledRow<CountedVoicemailBox>, RemovedRow>;
    readonly devices: SharedTables<PolledRow<Device>, RemovedRow>;
  };
}

export interface PolledResolvers {
  readonly queries: QueryResolvers;
  readonly subscriptions: SubscriptionResolvers;
  readonly types: {
    readonly RegistrationsUpdate: RegistrationsUpdateResolvers;
    readonly QueuesUpdate: QueuesUpdateResolvers;
    readonly QueueBoardUpdate: QueueBoardUpdateResolvers;
    readonly ParkedCallsUpdate: ParkedCallsUpdateResolvers;
    readonly VoicemailBoxesUpdate: VoicemailBoxesUpdateResolvers;
    readonly DevicesUpdate: DevicesUpdateResolvers;
  };
}

type PollArguments = SubscriptionDevicesArgs &
  SubscriptionParkedCallsArgs &
  SubscriptionQueueBoardArgs &
  SubscriptionQueuesArgs &
  SubscriptionRegistrationsArgs &
  SubscriptionVoicemailBoxesArgs;

/** What a query reads of each row with the client's own token. */
const related: ReadonlySet<string> = new Set(['owner', 'device']);

/** Returns the resolvers of the live lists that Kazoo is polled for. */
export function polledResolvers(options: PolledResolverOptions): PolledResolvers {
  const { polls } = options;

  function polled<Row extends LiveRow>(name: string, tables: SharedTables<Row, RemovedRow>) {
    const field = new LiveField(name, tables, options);
    return {
      subscribe(
        _: unknown,
        { accountId, everyMs, ...rest }: PollArguments,
        __: unknown,
        info: GraphQLResolveInfo,
      ): SubscriptionTarget {
        const target = field.follow({ accountId, everyMs, rest }, info);
        requireShared(info, related);
        return target;
      },
      resolve: (update: LiveUpdate<Row, RemovedRow>) => update,
    };
  }

  const boards = new LiveField('queueBoard', polls.queueBoard, options);
  return {
    queries: {
      queueBoard: (_, { accountId }, context) => boards.list({ accountId }, context),
    },
    subscriptions: {
      registrations: polled('registrations', polls.registrations),
      queues: polled('queues', polls.queues),
      queueBoard: polled('queueBoard', polls.queueBoard),
      parkedCalls: polled('parkedCalls', polls.parkedCalls),
      voicemailBoxes: polled('voicemailBoxes', polls.voicemailBoxes),
      devices: polled('devices', polls.devices),
    },
    types: {
      RegistrationsUpdate: { registrations: ({ rows }) => rows },
      QueuesUpdate: { queues: ({ rows }) => rows },
      QueueBoardUpdate: { queueBoard: ({ rows }) => rows },
      ParkedCallsUpdate: { parkedCalls: ({ rows }) => rows },
      VoicemailBoxesUpdate: { voicemailBoxes: ({ rows }) => rows },
      DevicesUpdate: { devices: ({ rows }) => rows },
    },
  };
}

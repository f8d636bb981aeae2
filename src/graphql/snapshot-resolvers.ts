import type {
  ChannelResolvers,
  ConferenceResolvers,
  DeviceResolvers,
  QueryResolvers,
  RegistrationResolvers,
  VoicemailBoxResolvers,
} from '../generated/resolvers.ts';
import type { Binding } from '../kazoo/binding.ts';
import { channels } from '../kazoo/channels.ts';
import type { CollectionReader } from '../kazoo/collections.ts';
import { conferences } from '../kazoo/conference-rooms.ts';
import { descendants } from '../kazoo/descendants.ts';
import { authorizingDevice, devices } from '../kazoo/devices.ts';
import { callEventBindings, documentBindings, type EventBindings } from '../kazoo/event-bindings.ts';
import { parkedCalls } from '../kazoo/parked-calls.ts';
import { queues } from '../kazoo/queues.ts';
import { registrations } from '../kazoo/registrations.ts';
import { upstreamSockets } from '../kazoo/upstream-sockets.ts';
import { users } from '../kazoo/users.ts';
import { voicemailBoxes } from '../kazoo/voicemail-boxes.ts';
import { Neighbours } from './neighbours.ts';
import type { OperationAccess } from './operation-access.ts';
import type { OperationContext } from './operation-context.ts';
import { SnapshotCursor, type SnapshotCursorOptions } from './snapshot-cursor.ts';
import { Snapshots } from './snapshots.ts';

export interface SnapshotResolverOptions {
  readonly access: OperationAccess;
  readonly collections: CollectionReader;
  readonly upstreams: SnapshotCursorOptions['upstreams'];
  readonly sessions: SnapshotCursorOptions['sessions'];
  readonly snapshotTopicTimeoutMs: number;
}

export interface SnapshotResolvers {
  readonly queries: QueryResolvers;
  readonly types: {
    readonly Channel: ChannelResolvers;
    readonly Conference: ConferenceResolvers;
    readonly Registration: RegistrationResolvers;
    readonly Device: DeviceResolvers;
    readonly VoicemailBox: VoicemailBoxResolvers;
  };
}

interface Owned {
  readonly accountId: string;
  readonly ownerId: string | null;
}

interface Authorized {
  readonly accountId: string;
  readonly authorizingId: string | null;
  readonly authorizingType: string | null;
}

/** The lists of the first screen, each with the binding that a subscription goes on with, and what their rows name by id. */
export function snapshotResolvers(options: SnapshotResolverOptions): SnapshotResolvers {
  const { access, collections, upstreams, sessions, snapshotTopicTimeoutMs } = options;
  const cursor = new SnapshotCursor({ upstreams, sessions, topicTimeoutMs: snapshotTopicTimeoutMs });
  const snapshots = new Snapshots({ access, collections, cursor });
  const userNeighbours = new Neighbours(users, { access, collections });
  const deviceNeighbours = new Neighbours(devices, { access, collections });

  function owner({ accountId, ownerId }: Owned, _: unknown, context: OperationContext) {
    return userNeighbours.load(context, accountId, ownerId);
  }

  function device(source: Authorized, _: unknown, context: OperationContext) {
    return deviceNeighbours.load(context, source.accountId, authorizingDevice(source));
  }

  const calls = theBinding(callEventBindings(undefined, undefined));
  const changesOf = (type: string): Binding | undefined => theBinding(documentBindings(undefined, type));

  return {
    queries: {
      descendants: snapshots.field(descendants),
      upstreamSockets: snapshots.field(upstreamSockets),
      channels: snapshots.field(channels, { binding: calls }),
      conferences: snapshots.field(conferences),
      parkedCalls: snapshots.field(parkedCalls, { binding: calls }),
      registrations: snapshots.field(registrations),
      queues: snapshots.field(queues),
      users: snapshots.field(users, { binding: changesOf('user') }),
      devices: snapshots.field(devices, { binding: changesOf('device') }),
      voicemailBoxes: snapshots.field(voicemailBoxes, { binding: changesOf('vmbox') }),
    },
    types: {
      Channel: { owner, device },
      Conference: { owner },
      Registration: { owner, device },
      Device: { owner },
      VoicemailBox: { owner },
    },
  };
}

/** What a subscription without further wishes takes. */
function theBinding({ bindings: [binding] }: EventBindings): Binding | undefined {
  return binding;
}

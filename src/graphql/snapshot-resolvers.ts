import type { SessionRegistry } from '../auth/session-registry.ts';
import type {
  ChannelResolvers,
  ConferenceParticipantResolvers,
  ConferenceResolvers,
  DescendantEdgeResolvers,
  DeviceResolvers,
  ParkedCallResolvers,
  QueryResolvers,
  RegistrationResolvers,
  UpstreamSocketResolvers,
  UserEdgeResolvers,
  VoicemailBoxResolvers,
} from '../generated/resolvers.ts';
import type { Binding } from '../kazoo/blackhole/binding.ts';
import { callEventBindings, documentBindings, type EventBindings } from '../kazoo/blackhole/event-bindings.ts';
import { channels } from '../kazoo/collections/channels.ts';
import type { CollectionReader } from '../kazoo/collections/collection-reader.ts';
import { type Conference, type ConferenceParticipant, conferences } from '../kazoo/collections/conference-rooms.ts';
import { descendants } from '../kazoo/collections/descendants.ts';
import { authorizingDevice, devices } from '../kazoo/collections/devices.ts';
import { parkedCalls } from '../kazoo/collections/parked-calls.ts';
import { queues } from '../kazoo/collections/queues.ts';
import { registrations } from '../kazoo/collections/registrations.ts';
import { upstreamSockets } from '../kazoo/collections/upstream-sockets.ts';
import { users } from '../kazoo/collections/users.ts';
import { voicemailBoxes } from '../kazoo/collections/voicemail-boxes.ts';
import type { OperationAccess } from './operation-access.ts';
import type { OperationContext } from './operation-context.ts';
import { rowIds } from './row-ids.ts';
import { RelatedDocuments } from './snapshots/related-documents.ts';
import { SnapshotCursor, type SnapshotUpstreams } from './snapshots/snapshot-cursor.ts';
import { Snapshots } from './snapshots/snapshots.ts';

export interface SnapshotResolverOptions {
  readonly access: OperationAccess;
  readonly collections: CollectionReader;
  readonly upstreams: SnapshotUpstreams;
  readonly sessions: SessionRegistry;
  /** How long a snapshot waits for its topic before it is taken without a cursor. */
  readonly snapshotTopicTimeoutMs: number;
}

export interface SnapshotResolvers {
  readonly queries: QueryResolvers;
  readonly types: {
    readonly Channel: ChannelResolvers;
    readonly Conference: ConferenceResolvers;
    readonly ConferenceParticipant: ConferenceParticipantResolvers;
    readonly ParkedCall: ParkedCallResolvers;
    readonly Registration: RegistrationResolvers;
    readonly UserEdge: UserEdgeResolvers;
    readonly Device: DeviceResolvers;
    readonly VoicemailBox: VoicemailBoxResolvers;
    readonly DescendantEdge: DescendantEdgeResolvers;
    readonly UpstreamSocket: UpstreamSocketResolvers;
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

/**
 * Returns the resolvers of the lists of the first screen, each with the binding with which a
 * subscription goes on, and of the documents that their rows name by id.
 */
export function snapshotResolvers(options: SnapshotResolverOptions): SnapshotResolvers {
  const { access, collections, upstreams, sessions, snapshotTopicTimeoutMs } = options;
  const cursor = new SnapshotCursor(upstreams, sessions, snapshotTopicTimeoutMs);
  const snapshots = new Snapshots(access, collections, cursor);
  const relatedUsers = new RelatedDocuments(users, access, collections);
  const relatedDevices = new RelatedDocuments(devices, access, collections);

  function owner({ accountId, ownerId }: Owned, _: unknown, context: OperationContext) {
    return relatedUsers.load(context, accountId, ownerId);
  }

  function device(source: Authorized, _: unknown, context: OperationContext) {
    return relatedDevices.load(context, source.accountId, authorizingDevice(source));
  }

  const calls = theBinding(callEventBindings(undefined, undefined));
  const changesOf = (type: string): Binding | undefined => theBinding(documentBindings(undefined, type));

  return {
    queries: {
      descendants: snapshots.field(descendants),
      upstreamSockets: snapshots.field(upstreamSockets),
      channels: snapshots.field(channels, calls),
      conferences: snapshots.field(conferences),
      parkedCalls: snapshots.field(parkedCalls, calls),
      registrations: snapshots.field(registrations),
      queues: snapshots.field(queues),
      users: snapshots.field(users, changesOf('user')),
      devices: snapshots.field(devices, changesOf('device')),
      voicemailBoxes: snapshots.field(voicemailBoxes, changesOf('vmbox')),
    },
    types: {
      Channel: { id: rowIds.Channel, owner, device },
      Conference: { owner, participants: participantsOf },
      ConferenceParticipant: { id: rowIds.ConferenceParticipant },
      ParkedCall: { id: rowIds.ParkedCall },
      Registration: { owner, device },
      UserEdge: { node },
      Device: { owner },
      VoicemailBox: { owner },
      DescendantEdge: { node },
      UpstreamSocket: { id: rowIds.UpstreamSocket },
    },
  };
}

/** The item of an edge, which is the edge's source, too. */
function node<Item>(item: Item): Item {
  return item;
}

function participantsOf({ id, participants }: Conference): ConferenceParticipant[] | null {
  return participants?.map((participant) => ({ ...participant, conferenceId: id })) ?? null;
}

/** The one binding of a subscription without arguments. */
function theBinding({ bindings: [binding] }: EventBindings): Binding | undefined {
  return binding;
}

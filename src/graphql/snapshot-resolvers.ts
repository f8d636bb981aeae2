import type { SessionRegistry } from '../auth/session-registry.ts';
import type {
  ChannelResolvers,
  ConferenceParticipantResolvers,
  ConferenceResolvers,
  DescendantEdgeResolvers,
  DeviceResolvers,
  FaxResolvers,
  ParkedCallResolvers,
  QueryResolvers,
  QueueCallResolvers,
  RegistrationResolvers,
  UpstreamSocketResolvers,
  UserEdgeResolvers,
  ViewerResolvers,
  VoicemailBoxResolvers,
} from '../generated/resolvers.ts';
import type { Binding } from '../kazoo/blackhole/binding.ts';
import {
  callEventBindings,
  documentBindings,
  type EventBindings,
  faxStatusBindings,
} from '../kazoo/blackhole/event-bindings.ts';
import { channels } from '../kazoo/collections/channels.ts';
import type { CollectionReader } from '../kazoo/collections/collection-reader.ts';
import { type Conference, conferences, participantsOf } from '../kazoo/collections/conference-rooms.ts';
import { descendants } from '../kazoo/collections/descendants.ts';
import { authorizingDevice, devices } from '../kazoo/collections/devices.ts';
import { faxesIn } from '../kazoo/collections/faxes.ts';
import { parkedCalls } from '../kazoo/collections/parked-calls.ts';
import { queueCalls } from '../kazoo/collections/queues/queue-calls.ts';
import { queues } from '../kazoo/collections/queues/queues.ts';
import { registrations } from '../kazoo/collections/registrations.ts';
import { upstreamSockets } from '../kazoo/collections/upstream-sockets.ts';
import { users } from '../kazoo/collections/users.ts';
import { type VoicemailBox, voicemailBoxes } from '../kazoo/collections/voicemail-boxes.ts';
import { newVoicemailMessages } from '../kazoo/collections/voicemail-messages.ts';
import { isLive } from '../live/conferences/room.ts';
import { isCounted } from '../live/polls/counted-voicemail-box.ts';
import { formerNames } from './former-names.ts';
import type { OperationAccess } from './operation-access.ts';
import type { OperationContext } from './operation-context.ts';
import { rowIds } from './row-ids.ts';
import { RelatedDocuments } from './snapshots/related-documents.ts';
import { RelatedRows } from './snapshots/related-rows.ts';
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
    readonly QueueCall: QueueCallResolvers;
    readonly Fax: FaxResolvers;
    readonly UserEdge: UserEdgeResolvers;
    readonly Device: DeviceResolvers;
    readonly VoicemailBox: VoicemailBoxResolvers;
    readonly DescendantEdge: DescendantEdgeResolvers;
    readonly UpstreamSocket: UpstreamSocketResolvers;
    readonly Viewer: Pick<ViewerResolvers, 'owner'>;
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
  const relatedConferences = new RelatedDocuments(conferences, access, collections);
  const relatedRows = new RelatedRows(access, collections);

  function owner({ accountId, ownerId }: Owned, _: unknown, context: OperationContext) {
    return relatedUsers.load(context, accountId, ownerId);
  }

  function device(source: Authorized, _: unknown, context: OperationContext) {
    return relatedDevices.load(context, source.accountId, authorizingDevice(source));
  }

  /** Kazoo 5 counts in the list; before, the messages are counted here. */
  async function messagesNew(box: VoicemailBox, _: unknown, context: OperationContext): Promise<number> {
    if (box.messagesNew !== null || box.messages === 0) return box.messagesNew ?? 0;
    const messages = await relatedRows.load(context, box.accountId, newVoicemailMessages);
    // An operator may hide the folder; only new ones were asked for.
    return messages.filter(({ boxId, folder }) => boxId === box.id && (folder ?? 'new') === 'new').length;
  }

  async function messagesSaved(box: VoicemailBox, _: unknown, context: OperationContext): Promise<number | null> {
    if (box.messagesSaved !== null || box.messages === null) return box.messagesSaved;
    return Math.max(0, box.messages - (await messagesNew(box, _, context)));
  }

  async function participants({ id, accountId, members, moderators }: Conference, context: OperationContext) {
    const collection = participantsOf(id);
    if (collection === undefined) return null;
    return members === 0 && moderators === 0 ? [] : [...(await relatedRows.load(context, accountId, collection))];
  }

  const calls = theBinding(callEventBindings(undefined, undefined));
  const changesOf = (type: string): Binding | undefined => theBinding(documentBindings(undefined, type));

  const faxes = {
    INBOX: snapshots.field(faxesIn('INBOX'), changesOf('fax')),
    OUTBOX: snapshots.field(faxesIn('OUTBOX'), changesOf('fax')),
    OUTGOING: snapshots.field(faxesIn('OUTGOING'), theBinding(faxStatusBindings(undefined))),
  };

  return {
    queries: {
      descendants: snapshots.field(descendants),
      upstreamSockets: snapshots.field(upstreamSockets),
      channels: snapshots.field(channels, calls),
      conferences: snapshots.field(conferences),
      async conference(_, { accountId, id: conferenceId }, context) {
        const { id } = await access.account(context, accountId);
        const ownerId = await access.ownerFor(context, id);
        const found = await relatedConferences.load(context, id, conferenceId);
        return ownerId === undefined || found?.owners.includes(ownerId) === true ? found : null;
      },
      faxes: (parent, given, context, info) => faxes[given.folder](parent, given, context, info),
      parkedCalls: snapshots.field(parkedCalls, calls),
      registrations: snapshots.field(registrations),
      queues: snapshots.field(queues),
      queueCalls: snapshots.field(queueCalls),
      users: snapshots.field(users, changesOf('user')),
      devices: snapshots.field(devices, changesOf('device')),
      voicemailBoxes: snapshots.field(voicemailBoxes, changesOf('vmbox')),
    },
    types: {
      Channel: { ...formerNames.Channel, id: rowIds.Channel, owner, device },
      Conference: {
        ...formerNames.Conference,
        owner,
        participants: (conference, _, context) =>
          isLive(conference) ? conference.participants : participants(conference, context),
      },
      ConferenceParticipant: { ...formerNames.ConferenceParticipant, id: rowIds.ConferenceParticipant, owner },
      ParkedCall: { ...formerNames.ParkedCall, id: rowIds.ParkedCall },
      Registration: { ...formerNames.Registration, owner, device },
      QueueCall: {
        agent: ({ accountId, agentId }, _, context) => relatedUsers.load(context, accountId, agentId),
      },
      Fax: { owner },
      UserEdge: { node },
      Device: { owner },
      VoicemailBox: {
        owner,
        messagesNew: (box, given, context) => (isCounted(box) ? box.messagesNew : messagesNew(box, given, context)),
        messagesSaved: (box, given, context) =>
          isCounted(box) ? box.messagesSaved : messagesSaved(box, given, context),
      },
      DescendantEdge: { node },
      UpstreamSocket: { ...formerNames.UpstreamSocket, id: rowIds.UpstreamSocket },
      Viewer: {
        owner: (viewer, given, context) => owner({ ...viewer, ownerId: viewer.ownerId ?? null }, given, context),
      },
    },
  };
}

/** The item of an edge, which is the edge's source, too. */
function node<Item>(item: Item): Item {
  return item;
}

/** The one binding of a subscription without arguments. */
function theBinding({ bindings: [binding] }: EventBindings): Binding | undefined {
  return binding;
}

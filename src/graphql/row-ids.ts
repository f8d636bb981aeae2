import type {
  CallLegResolvers,
  ChannelResolvers,
  ConferenceParticipantResolvers,
  ParkedCallResolvers,
  UpstreamSocketResolvers,
} from '../generated/resolvers.ts';
import type { Queue } from '../kazoo/collections/queues/queues.ts';

/**
 * The ids of rows to which Kazoo gives none, or one that something else has, too: a slot's number
 * is used in every account. Each begins with a word of its own, so that a cache of one table finds
 * no two things under one id.
 */
export const rowIds = {
  CallLeg: ({ callId }) => rowId('leg', callId),
  Channel: ({ callId }) => rowId('channel', callId),
  ConferenceParticipant: ({ conferenceId, callId, participantId }) =>
    rowId('participant', conferenceId, callId ?? participantId),
  ParkedCall: ({ accountId, slot }) => rowId('parking', accountId, slot),
  QueueBoard: ({ id }: Queue) => rowId('queue-board', id),
  UpstreamSocket: ({ accountId, destination, websocketSessionId }) =>
    rowId('socket', accountId, destination, websocketSessionId),
} satisfies {
  readonly CallLeg: CallLegResolvers['id'];
  readonly Channel: ChannelResolvers['id'];
  readonly ConferenceParticipant: ConferenceParticipantResolvers['id'];
  readonly ParkedCall: ParkedCallResolvers['id'];
  readonly QueueBoard: (queue: Queue) => string;
  readonly UpstreamSocket: UpstreamSocketResolvers['id'];
};

function rowId(...parts: readonly (string | number | null)[]): string {
  return parts.map((part) => part ?? '').join('/');
}

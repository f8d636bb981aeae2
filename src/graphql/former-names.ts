import type {
  ChannelResolvers,
  ConferenceParticipantResolvers,
  ConferenceResolvers,
  ParkedCallResolvers,
  RegistrationResolvers,
  UpstreamSocketResolvers,
} from '../generated/resolvers.ts';

/**
 * The deprecated names of rows' fields. They read the field that took their place, so that what
 * hides it hides them.
 */
export const formerNames = {
  Channel: {
    isLoopback: ({ channelIsLoopback }) => channelIsLoopback,
    elapsedS: ({ elapsedSeconds }) => elapsedSeconds,
    timestamp: ({ channelCreatedTime }) => channelCreatedTime,
    interactionId: ({ callInteractionId }) => callInteractionId,
  },
  Conference: { duration: ({ durationSeconds }) => durationSeconds },
  ConferenceParticipant: { duration: ({ durationSeconds }) => durationSeconds },
  ParkedCall: {
    cidName: ({ callerIdName }) => callerIdName,
    cidNumber: ({ callerIdNumber }) => callerIdNumber,
    cidUri: ({ callerIdUri }) => callerIdUri,
  },
  Registration: { expires: ({ expiresSeconds }) => expiresSeconds },
  UpstreamSocket: { timestamp: ({ openedAt }) => openedAt },
} satisfies {
  readonly Channel: ChannelResolvers;
  readonly Conference: ConferenceResolvers;
  readonly ConferenceParticipant: ConferenceParticipantResolvers;
  readonly ParkedCall: ParkedCallResolvers;
  readonly Registration: RegistrationResolvers;
  readonly UpstreamSocket: UpstreamSocketResolvers;
};

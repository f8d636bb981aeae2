/**
 * The types that implement the interfaces of the schema. Apollo Client needs them for fragments on
 * `Event`: `new InMemoryCache({ possibleTypes })`.
 */
export const possibleTypes: Record<string, string[]> = {
  Event: [
    'CallEvent',
    'ConferenceCommandEvent',
    'ConferenceEvent',
    'DialogEvent',
    'DocumentEvent',
    'FaxStatusEvent',
    'MessageWaitingEvent',
    'NotificationEvent',
    'PresenceUpdateEvent',
    'StreamEvent',
    'UnknownEvent',
  ],
  PagedSnapshot: [
    'ConferenceSnapshot',
    'DescendantSnapshot',
    'DeviceSnapshot',
    'FaxSnapshot',
    'QueueSnapshot',
    'UserSnapshot',
    'VoicemailBoxSnapshot',
  ],
  ResumableSnapshot: [
    'AccountBoardSnapshot',
    'CallSnapshot',
    'ChannelSnapshot',
    'DeviceSnapshot',
    'FaxSnapshot',
    'ParkedCallSnapshot',
    'UserSnapshot',
    'VoicemailBoxSnapshot',
  ],
  Snapshot: [
    'AccountBoardSnapshot',
    'CallSnapshot',
    'ChannelSnapshot',
    'ConferenceSnapshot',
    'DescendantSnapshot',
    'DeviceSnapshot',
    'FaxSnapshot',
    'ParkedCallSnapshot',
    'QueueCallSnapshot',
    'QueueSnapshot',
    'RegistrationSnapshot',
    'UpstreamSocketSnapshot',
    'UserSnapshot',
    'VoicemailBoxSnapshot',
  ],
};

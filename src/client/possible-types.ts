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
};

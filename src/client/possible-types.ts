/** Which types stand behind the interfaces of the schema: `new InMemoryCache({ possibleTypes })` of Apollo Client needs it for fragments on `Event`. */
export const possibleTypes: Record<string, string[]> = {
  Event: [
    'CallEvent',
    'ConferenceCommandEvent',
    'ConferenceEvent',
    'DialogEvent',
    'DocumentEvent',
    'FaxStatusEvent',
    'MessageWaitingEvent',
    'PresenceUpdateEvent',
    'UnknownEvent',
  ],
};

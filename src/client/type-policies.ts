/**
 * The types that caches should keep where they are found: those without an `id`, and what is told
 * once and never changes, which would only pile up: events, and rows that were removed.
 */
const unkeyedTypes = [
  'AccountBoardSnapshot',
  'AccountBoardUpdate',
  'AuthSession',
  'CallEvent',
  'CallParty',
  'CallSnapshot',
  'CallsUpdate',
  'ChannelSnapshot',
  'ConferenceCommandEvent',
  'ConferenceEvent',
  'ConferenceSnapshot',
  'ConferenceUpdate',
  'ConferencesUpdate',
  'DescendantEdge',
  'DescendantSnapshot',
  'DeviceSnapshot',
  'DevicesUpdate',
  'Diagnosis',
  'DiagnosisLine',
  'DialogEvent',
  'DocumentEvent',
  'FaxSnapshot',
  'FaxStatusEvent',
  'Gap',
  'MessageWaitingEvent',
  'MissedCall',
  'NotificationEvent',
  'PageInfo',
  'ParkedCallSnapshot',
  'ParkedCallsUpdate',
  'PeopleUpdate',
  'PersonCall',
  'PersonSnapshot',
  'PresenceUpdateEvent',
  'QueueBoardSnapshot',
  'QueueBoardUpdate',
  'QueueCallSnapshot',
  'QueueSnapshot',
  'QueuesUpdate',
  'RegistrationSnapshot',
  'RegistrationsUpdate',
  'RemovedCall',
  'RemovedRow',
  'StreamEvent',
  'StreamStatus',
  'UnknownEvent',
  'UpstreamSocketSnapshot',
  'UserEdge',
  'UserSnapshot',
  'Viewer',
  'VoicemailBoxSnapshot',
  'VoicemailBoxesUpdate',
  'VoicemailMessage',
] as const;

/**
 * For Apollo Client: `new InMemoryCache({ possibleTypes, typePolicies })`. All else that has an
 * `id` is kept by it, so that a live list also renews what queries have loaded.
 */
export const typePolicies: Record<string, { keyFields: false }> = Object.fromEntries(
  unkeyedTypes.map((name) => [name, { keyFields: false }]),
);

/** For urql's Graphcache: `cacheExchange({ keys })`. It says of types what `typePolicies` does. */
export const keys: Record<string, () => null> = Object.fromEntries(unkeyedTypes.map((name) => [name, () => null]));

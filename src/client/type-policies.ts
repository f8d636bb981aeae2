import { possibleTypes } from './possible-types.ts';

/**
 * The types that caches should keep where they are found: those without an `id`, and what is told
 * once and never changes, which would only pile up: events, and rows that were removed.
 */
const unkeyedTypes = [
  ...Object.values(possibleTypes).flat(),
  'AccountBoardUpdate',
  'AuthSession',
  'CallParty',
  'CallsUpdate',
  'ConferenceUpdate',
  'ConferencesUpdate',
  'DescendantEdge',
  'DevicesUpdate',
  'Diagnosis',
  'DiagnosisLine',
  'Gap',
  'MissedCall',
  'PageInfo',
  'ParkedCallsUpdate',
  'PeopleUpdate',
  'PersonCall',
  'QueueBoardUpdate',
  'QueuesUpdate',
  'RegistrationsUpdate',
  'RemovedCall',
  'RemovedRow',
  'StreamStatus',
  'UserEdge',
  'Viewer',
  'VoicemailBoxesUpdate',
  'VoicemailMessage',
];

/**
 * For Apollo Client: `new InMemoryCache({ possibleTypes, typePolicies })`. All else that has an
 * `id` is kept by it, so that a live list also renews what queries have loaded.
 */
export const typePolicies: Record<string, { keyFields: false }> = Object.fromEntries(
  unkeyedTypes.map((name) => [name, { keyFields: false }]),
);

/** For urql's Graphcache: `cacheExchange({ keys })`. It says of types what `typePolicies` does. */
export const keys: Record<string, () => null> = Object.fromEntries(unkeyedTypes.map((name) => [name, () => null]));

import type { Setup } from '../contestant.ts';
import { callFields, liveCalls, type Operation } from '../operation.ts';
import { Comparison } from './comparison.ts';
import { firstRow } from './fan-out.ts';

const selections = 100;
const variableSets = 1000;
const subscriptionsOfOneClient = 100;
const burstEvents = 10;
/** After so many its cost stays the same. Measured. */
const burstsBeforeCompiled = 600;

/** Documents that select equal fields, with another alias for one of them in each document. */
function selection(index: number): Operation {
  const [first, ...others] = callFields;
  return { query: `subscription { callEvents { f${String(index).padStart(3, '0')}: ${first} ${others.join(' ')} } }` };
}

const otherEvents = [
  'CHANNEL_ANSWER',
  'CHANNEL_BRIDGE',
  'CHANNEL_HOLD',
  'CHANNEL_UNHOLD',
  'CHANNEL_DESTROY',
  'PARK_PARKED',
  'PARK_RETRIEVED',
];

/**
 * Operations with their own event names and fields, decided by variables; all include
 * CHANNEL_CREATE, which is fed.
 */
function variableSet(index: number): Operation {
  const isSet = (bit: number): boolean => ((index >> bit) & 1) === 1;
  const events = ['CHANNEL_CREATE', ...otherEvents.filter((_, bit) => isSet(bit))];
  const query = `subscription ($events: [CallEventName!], $to: Boolean!, $from: Boolean!, $realm: Boolean!) {
    callEvents(events: $events) {
      ${callFields.join(' ')} to @include(if: $to) from @include(if: $from) realm @include(if: $realm)
    }
  }`;
  const [to, from, realm] = [0, 1, 2].map((bit) => isSet(otherEvents.length + bit));
  return { query, variables: { events, to, from, realm } };
}

/** What it costs when clients ask for different things, beside the first row. */
export const manySelections = new Comparison(
  { ...firstRow, operations: Array.from({ length: selections }, (_, index) => selection(index)) },
  [{ name: 'selections', against: 'own first row', setup: firstRow, target: 1.5 }],
);

export const manyVariables = new Comparison(
  {
    ...firstRow,
    operations: Array.from({ length: variableSets }, (_, index) => variableSet(index)),
    deliveriesPerRound: 30_000,
  },
  [{ name: 'variables', against: 'own first row', setup: firstRow, target: 6 }],
);

export const oneClient = new Comparison(
  {
    ...firstRow,
    connections: 1,
    subscriptionsPerConnection: subscriptionsOfOneClient,
    eventsPerTurn: burstEvents,
    warmUpTurns: burstsBeforeCompiled,
  },
  [{ name: 'one-client', against: 'own first row', setup: firstRow, target: 0.5 }],
);

/** 50 calls of one account, shown by 1,000 boards, beside the events that change them. */
const held: Setup = { ...firstRow, story: 'held calls' };

export const board = new Comparison({ ...held, operations: [liveCalls] }, [
  { name: 'live-calls', against: 'own callEvents', setup: held, target: 1.2 },
]);

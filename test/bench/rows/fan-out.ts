import type { Setup } from '../contestant.ts';
import { callEvents } from '../operation.ts';
import { Comparison } from './comparison.ts';

/**
 * 1,000 clients, one operation, one event per tick of the event loop: the first row, which others
 * are compared with.
 */
export const firstRow: Setup = {
  server: 'gateway',
  client: 'graphql-transport-ws',
  connections: 1000,
  operations: [callEvents],
  deliveriesPerRound: 60_000,
};
const relay: Setup = { ...firstRow, server: 'relay', client: 'bare-ws' };
const recipe: Setup = { ...firstRow, server: 'yoga', deliveriesPerRound: 30_000 };

export const fanOut = new Comparison(firstRow, [
  { name: 'relay', against: 'bare ws relay, one buffer', setup: relay, target: 0.85 },
  { name: 'relay-text', against: 'bare ws relay, a text', setup: { ...relay, server: 'textRelay' }, target: 0.85 },
  { name: 'recipe', against: 'yoga + graphql-ws', setup: recipe, target: 0.15 },
  { name: 'mercurius', against: 'mercurius', setup: { ...recipe, server: 'mercurius' }, target: 0.18 },
]);

/** The gateway beside itself: what another ratio must differ by to say anything. */
export const noise = new Comparison(firstRow, [{ name: 'noise', against: 'itself', setup: firstRow, target: 1.05 }]);

/** What an instance costs that gets its events from another one by the engine of their fleet. */
export const fleet = new Comparison({ ...firstRow, server: 'fleetFollower' }, [
  { name: 'fleet-follower', against: 'a gateway by itself', setup: firstRow, target: 1.1 },
]);

const eventsPerTurn = 10;
/** V8 compiles the way of an event in turns 40 to 160, at up to a millisecond each. Measured. */
const turnsUntilCompiled = 200;
const ten: Setup = { ...firstRow, eventsPerTurn, deliveriesPerRound: 120_000, warmUpTurns: turnsUntilCompiled };
const relayOfTen: Setup = { ...relay, eventsPerTurn, warmUpTurns: turnsUntilCompiled };

export const tenPerTurn = new Comparison(ten, [
  { name: 'relay-ten', against: 'bare ws relay, ten events a turn', setup: relayOfTen, target: 0.15 },
]);

/** Against yoga's own SSE, and against WebSockets of the gateway. */
export const sse = new Comparison({ ...firstRow, client: 'sse' }, [
  { name: 'sse', against: "yoga's own SSE", setup: { ...recipe, client: 'sse' }, target: 0.12 },
  { name: 'sse-websocket', against: 'own first row', setup: firstRow, target: 1.12 },
]);

import type { Setup } from '../contestant.ts';
import { callEvents } from '../operation.ts';
import { Comparison } from './comparison.ts';

const connections = 1000;

const ours: Setup = {
  server: 'gateway',
  client: 'graphql-transport-ws',
  connections,
  operations: [callEvents],
  deliveriesPerRound: 150_000,
};
const relay: Setup = { ...ours, server: 'relay', client: 'bare-ws' };
const recipe: Setup = { ...ours, server: 'yoga', deliveriesPerRound: 40_000 };

/** 1,000 clients, one operation, one event per turn of the event loop. */
export const fanOut = new Comparison(ours, [
  { name: 'relay', against: 'bare ws relay', setup: relay, target: 0.85 },
  { name: 'recipe', against: 'yoga + graphql-ws + createPubSub', setup: recipe, target: 0.15 },
]);

/**
 * `kazoo-graphql-gateway/client`: what a front end imports from the gateway. It depends on nothing.
 */
export {
  type ErrorCode,
  type ErrorExtensions,
  type GatewayError,
  isGatewayError,
  type MultiFactorRequest,
} from './gateway-error.ts';
export { type LiveRowOf, type LiveSnapshot, type LiveTable, liveTable } from './live-table/live-table.ts';
export type { LiveRow } from './live-table/live-update.ts';
export { possibleTypes } from './possible-types.ts';
export { resumable } from './resumable.ts';
export type { Gap, ResumableOptions, Sink, SubscribeRequest, SubscribingClient } from './subscribing-client.ts';
export { keys, typePolicies } from './type-policies.ts';

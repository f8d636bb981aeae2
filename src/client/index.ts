/**
 * `kazoo-graphql-gateway/client`: what a front end imports from the gateway. It depends on nothing.
 */
export { ConnectionError, type ConnectionTrouble } from './connection/connection-error.ts';
export type { ConnectionSnapshot, ConnectionStore } from './connection/connection-store.ts';
export {
  createGatewayClient,
  type GatewayClient,
  type GatewayClientOptions,
  type WebSocketClient,
  type WebSocketClientOptions,
} from './gateway-client/create-gateway-client.ts';
export type { LoginCredentials } from './gateway-client/gateway-requests.ts';
export type { WebSocketClass } from './gateway-client/lasting-socket.ts';
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
export { type Resumable, resumable, type SubscriptionOptions, type SubscriptionResult } from './resumable.ts';
export type {
  Gap,
  OnGap,
  ResumableOptions,
  Sink,
  SubscribeRequest,
  SubscribingClient,
} from './subscribing-client.ts';
export { keys, typePolicies } from './type-policies.ts';

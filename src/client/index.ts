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
export { possibleTypes } from './possible-types.ts';
export { resumable } from './resumable.ts';
export type { Gap, ResumableOptions, Sink, SubscribeRequest, SubscribingClient } from './subscribing-client.ts';

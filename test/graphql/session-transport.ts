import type { GatewayError } from '../../src/errors.ts';
import type { SessionTransport } from '../../src/graphql/session.ts';

/** A transport that only notes why its session ended. */
export function transport(onSessionEnded: (error: GatewayError) => void = () => undefined): SessionTransport {
  return { onSessionEnded };
}

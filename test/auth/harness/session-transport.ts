import type { SessionTransport } from '../../../src/auth/session.ts';
import type { GatewayError } from '../../../src/errors.ts';

/** A transport that only notes why its session ended. */
export function transport(onSessionEnded: (error: GatewayError) => void = () => undefined): SessionTransport {
  return { onSessionEnded };
}

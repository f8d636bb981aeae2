import { passingCodes } from '../connection/passing-errors.ts';
import { type ErrorExtensions, type GatewayError, isErrorCode } from '../gateway-error.ts';
import { extension } from '../result-field.ts';

/** The answers that ask for another token among those that are not the gateway's own. */
const refusingStatuses: readonly number[] = [401, 403];

/**
 * Why the gateway lets a client not in: an `Error` with the code of the gateway, which
 * `isGatewayError` narrows.
 */
export class GatewayRefusal extends Error {
  readonly extensions: ErrorExtensions;

  static of({ message, extensions }: GatewayError): GatewayRefusal {
    return new GatewayRefusal(message, extensions);
  }

  /**
   * What an answer means that is not the gateway's own. Where a gateway is replaced, proxies answer
   * anything: what asks for no other token counts as passing.
   */
  static byStatus(status: number): GatewayRefusal {
    const code = refusingStatuses.includes(status) ? 'FORBIDDEN' : 'UPSTREAM_UNAVAILABLE';
    return new GatewayRefusal(`No gateway: HTTP status ${status}.`, { code });
  }

  constructor(message: string, extensions: ErrorExtensions) {
    super(message);
    this.name = 'GatewayRefusal';
    this.extensions = extensions;
  }
}

/**
 * Whether trying again is in vain: the gateway has refused, for good. What is no code of the
 * gateway is that of a router before it, for instance, and passes.
 */
export function isFinal(error: unknown): boolean {
  const code = extension(error, 'code');
  return isErrorCode(code) && !passingCodes.includes(code);
}

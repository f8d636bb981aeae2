import type { ErrorCode } from '../../errors.ts';

/**
 * How the gateway closes WebSockets. All of these make graphql-ws clients reconnect; the codes that would stop them for good
 * (1008, 1009, 1011, 4401, 4429, 4500) are never used for anything that a retry could cure.
 */
export const closeCodes = { forbidden: 4403, goingAway: 1001, tryAgainLater: 1013 } as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

const unusableToken: ReadonlySet<ErrorCode> = new Set(['TOKEN_EXPIRED', 'UNAUTHENTICATED', 'FORBIDDEN']);

/** The close code for a session that ends, or cannot begin, for this reason. */
export function closeCodeOf(code: ErrorCode): CloseCode {
  if (unusableToken.has(code)) return closeCodes.forbidden;
  return code === 'SHUTTING_DOWN' ? closeCodes.goingAway : closeCodes.tryAgainLater;
}

/**
 * The closed set of `extensions.code` values a client can meet (design of the public contract, "Errors").
 * yoga's own `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED` and the persisted-query codes keep their names beside these.
 */
export const errorCodes = [
  'INVALID_CREDENTIALS',
  'MULTI_FACTOR_REQUIRED',
  'ACCOUNT_DISABLED',
  'ACCOUNT_EXPIRED',
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'BINDING_REJECTED',
  'RATE_LIMITED',
  'TOO_MANY_SUBSCRIPTIONS',
  'CURSOR_EXPIRED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'SHUTTING_DOWN',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface GatewayErrorOptions {
  /** What failed underneath; logged, never sent to a client. */
  readonly cause?: unknown;
  /** Further `extensions` a client receives beside `code`, for instance Kazoo's `fields` or a `multiFactorRequest`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * The one error of this project: a failure that was foreseen, whose `message` is written for the person who caused it.
 * Only these words cross to a client; anything else that is thrown is masked as `INTERNAL_SERVER_ERROR` and logged.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { cause, extensions = {} }: GatewayErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.extensions = extensions;
  }
}

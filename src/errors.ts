/** How the gateway closes WebSockets. Clients of graphql-ws reconnect after each of these codes. */
const forbidden = 4403;
const goingAway = 1001;
const tryAgainLater = 1013;

/** What an error code means to whoever meets it. */
export interface ErrorMeaning {
  /** The HTTP status of an answer without data. */
  readonly httpStatus: 400 | 429 | 500;
  /**
   * The close code, if a WebSocket is closed because of the error. Only these close one: each error
   * of `connection_init`, a refused or expired token, the loss of the session's own account, the
   * loss of an administrator's right, a client that reads too slowly or never ends a message, too
   * many connections, a fault of the gateway while it reads a message, and the shutdown. Any other
   * error ends one operation.
   */
  readonly closeCode: typeof forbidden | typeof goingAway | typeof tryAgainLater;
  /** Whether the request can succeed later although its client changes nothing. */
  readonly mayRetry: boolean;
  /**
   * What the error is a verdict on: the token wherever it is used, the token's access to one
   * account, or one operation.
   */
  readonly scope: 'token' | 'account' | 'operation';
}

/**
 * The `extensions.code` values of the gateway itself, and what each of them means. Not listed are
 * those that other servers use, too: `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED`, and the
 * `PERSISTED_QUERY_…` codes of trusted-documents.ts. No close code may be one that stops a
 * graphql-ws client for good (1008, 1009, 1011, 4401, 4429, 4500).
 */
export const errorMeanings = {
  INVALID_CREDENTIALS: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'operation' },
  MULTI_FACTOR_REQUIRED: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'operation' },
  ACCOUNT_DISABLED: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'account' },
  ACCOUNT_EXPIRED: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'account' },
  UNAUTHENTICATED: { httpStatus: 400, closeCode: forbidden, mayRetry: false, scope: 'token' },
  TOKEN_EXPIRED: { httpStatus: 400, closeCode: forbidden, mayRetry: false, scope: 'token' },
  RENEWAL_NOT_ALLOWED: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'operation' },
  FORBIDDEN: { httpStatus: 400, closeCode: forbidden, mayRetry: false, scope: 'account' },
  BAD_USER_INPUT: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'operation' },
  BINDING_REJECTED: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'operation' },
  RATE_LIMITED: { httpStatus: 429, closeCode: tryAgainLater, mayRetry: true, scope: 'operation' },
  TOO_MANY_SUBSCRIPTIONS: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'operation' },
  CURSOR_EXPIRED: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: false, scope: 'operation' },
  UPSTREAM_UNAVAILABLE: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: true, scope: 'operation' },
  UPSTREAM_TIMEOUT: { httpStatus: 400, closeCode: tryAgainLater, mayRetry: true, scope: 'operation' },
  SHUTTING_DOWN: { httpStatus: 400, closeCode: goingAway, mayRetry: true, scope: 'operation' },
  INTERNAL_SERVER_ERROR: { httpStatus: 500, closeCode: tryAgainLater, mayRetry: true, scope: 'operation' },
} as const satisfies Record<string, ErrorMeaning>;

export type ErrorCode = keyof typeof errorMeanings;

/** What the code of a GraphQL error means; undefined for a code that is not the gateway's own. */
export function meaningOf(code: unknown): ErrorMeaning | undefined {
  return isErrorCode(code) ? errorMeanings[code] : undefined;
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorMeanings, code);
}

/** What was thrown as an error, which almost everything is that is thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new TypeError(String(thrown));
}

export interface GatewayErrorOptions {
  /** What failed underneath; logged, never sent to a client. */
  readonly cause?: unknown;
  /** What a client receives in `extensions` beside `code`, such as Kazoo's `fields`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * A failure that was foreseen. Its `message` is written for the client and sent to it, as is that
 * of a `GraphQLError` with a code, which only `graphql/documents/` and `http/` throw. Any other
 * error is masked as `INTERNAL_SERVER_ERROR` and logged.
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

  get meaning(): ErrorMeaning {
    return errorMeanings[this.code];
  }
}

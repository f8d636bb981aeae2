import { extension, field } from './result-field.ts';

/**
 * The codes that an error of the gateway can have, as the enum `ErrorCode` of the schema lists
 * them. What to do about each stands in its description there.
 */
const errorCodes = [
  'INVALID_CREDENTIALS',
  'MULTI_FACTOR_REQUIRED',
  'ACCOUNT_DISABLED',
  'ACCOUNT_EXPIRED',
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'RENEWAL_NOT_ALLOWED',
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
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_ONLY',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What a login's second factor is asked for; its answer is the input `multiFactorResponse`. */
export interface MultiFactorRequest {
  /** Who asks: `duo`, `otp` (Kazoo 5), or a provider of the operator's own; null when not known. */
  readonly providerName: string | null;
  /** What the provider says, in Kazoo's keys: of `duo` the first two, of `otp` the last. */
  readonly settings: {
    readonly duo_sig_request?: unknown;
    readonly duo_api_hostname?: unknown;
    /** The kind of one-time password, such as `totp`. */
    readonly key_type?: unknown;
    readonly [key: string]: unknown;
  };
}

/** The `extensions` of an error by its code: `switch (error.extensions.code)` narrows them. */
export type ErrorExtensions =
  | { readonly code: 'MULTI_FACTOR_REQUIRED'; readonly multiFactorRequest: MultiFactorRequest }
  /** `expiredAt` is a time as the scalar `DateTime`. */
  | { readonly code: 'ACCOUNT_EXPIRED'; readonly expiredAt?: string }
  /** `fields` holds Kazoo's errors by the names of its fields, in Kazoo's keys. */
  | { readonly code: 'BAD_USER_INPUT'; readonly fields?: Readonly<Record<string, unknown>> }
  /** `retryAfter` is in seconds. */
  | { readonly code: 'RATE_LIMITED'; readonly retryAfter?: number }
  | {
      readonly code: Exclude<
        ErrorCode,
        'MULTI_FACTOR_REQUIRED' | 'ACCOUNT_EXPIRED' | 'BAD_USER_INPUT' | 'RATE_LIMITED'
      >;
    };

/** One entry of a result's `errors`. The message is for people, and may change. */
export interface GatewayError {
  readonly message: string;
  readonly extensions: ErrorExtensions;
  /** The field that failed, from the root on; absent where the whole operation did. */
  readonly path?: readonly (string | number)[];
}

/**
 * Whether a value is an error of the gateway, with a code that this package knows. It takes one
 * entry of `errors`, of Apollo's `CombinedGraphQLErrors.errors` or of urql's `graphQLErrors`.
 */
export function isGatewayError(error: unknown): error is GatewayError {
  return typeof field(error, 'message') === 'string' && isErrorCode(extension(error, 'code'));
}

/** Whether it is a code that an error of the gateway can have. */
export function isErrorCode(code: unknown): code is ErrorCode {
  const known: readonly unknown[] = errorCodes;
  return known.includes(code);
}

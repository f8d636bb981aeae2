import { GatewayError } from '../../errors.ts';
import { readKazooTime } from '../gregorian-time.ts';
import { quoted } from '../kazoo-words.ts';
import { isExpired, readTokenClaims } from '../token-claims.ts';
import { AmbiguousRefusal } from './ambiguous-refusal.ts';
import type { CrossbarEnvelope } from './crossbar-envelope.ts';
import { isRecord, recordOf, textOf } from './crossbar-value.ts';

/** The request that Crossbar answered with an error. */
export interface RefusedRequest {
  /** The path with placeholders for ids, such as `/accounts/{id}`. */
  readonly route: string;
  /** The account in the path; undefined for a request that is about none. */
  readonly accountId: string | undefined;
  readonly token: string | undefined;
  readonly nowMs: number;
}

/**
 * Turns an error answer of Crossbar into the error that a client gets. A status with a meaning of
 * its own at one endpoint, such as 401 at login, is read by that endpoint's `mapError` before.
 */
export function crossbarError(
  envelope: CrossbarEnvelope,
  { route, accountId, token, nowMs }: RefusedRequest,
): GatewayError {
  const cause = causeOf(envelope);
  switch (envelope.status) {
    case 400:
      return accountStateError(envelope) ?? invalidInput(envelope);
    case 401:
      // Crossbar refuses an expired token before it looks the account up.
      return accountId === undefined || hasExpired(token, nowMs)
        ? unusableToken(token, nowMs, cause)
        : new AmbiguousRefusal(accountId, route, cause);
    case 402:
      return new GatewayError('FORBIDDEN', 'Kazoo refuses the request until the account has credit or a way to pay.', {
        cause,
      });
    case 403:
      return accountId === undefined ? notAllowed(route, cause) : forbidden(cause, route);
    case 404:
      // Kazoo looks the account up before it checks the token: a distinct error would tell which accounts exist.
      return accountId === undefined
        ? unavailable(`This Kazoo does not offer ${route}.`, cause)
        : forbidden(cause, route);
    case 409:
      return unavailable('Someone else changed this document at the same time; try again.', cause);
    case 416:
      return new GatewayError('BAD_USER_INPUT', 'The result is too large at once; ask for it page by page.', { cause });
    case 423:
      return accountDisabled(cause);
    case 429:
      return new GatewayError('RATE_LIMITED', 'Too many requests to Kazoo; try again in some seconds.', { cause });
    default:
      return unavailable(`The Kazoo API answered ${envelope.status}.`, cause);
  }
}

const accountRoute = '/accounts/{id}';

/**
 * The error for an account that does not exist, that the session may not see, or whose id is
 * malformed. Its message does not tell these cases apart, so that nobody can find out which
 * accounts exist. Of an account that it may see, Kazoo can refuse a part.
 *
 * @param route what was asked for; default: the account itself
 */
export function forbidden(cause?: unknown, route: string = accountRoute): GatewayError {
  const message =
    route === accountRoute
      ? 'The account does not exist, or this session may not see it.'
      : `Kazoo does not let this session use ${route}. The session may lack the right to this part of the account, ` +
        'or to the account, if it exists.';
  return new GatewayError('FORBIDDEN', message, { cause });
}

function notAllowed(route: string, cause: unknown): GatewayError {
  return new GatewayError('FORBIDDEN', `Kazoo does not let this client use ${route}.`, { cause });
}

/**
 * The error for a token that Kazoo refused: `TOKEN_EXPIRED` if the token's own claims say so,
 * otherwise `UNAUTHENTICATED`.
 */
export function unusableToken(token: string | undefined, nowMs: number, cause?: unknown): GatewayError {
  if (hasExpired(token, nowMs)) {
    return new GatewayError('TOKEN_EXPIRED', 'The token has expired; log in again.', { cause });
  }
  return new GatewayError('UNAUTHENTICATED', 'Kazoo does not accept the token; log in again.', { cause });
}

function hasExpired(token: string | undefined, nowMs: number): boolean {
  return token !== undefined && isExpired(readTokenClaims(token), nowMs);
}

/** Kazoo's answer as the `cause` of an error, for the log; without the token in the envelope. */
export function causeOf({ status, message, data, requestId }: CrossbarEnvelope): object {
  return { status, message, data, requestId };
}

/**
 * Reads the 400 that Kazoo answers for a disabled or expired account. The 423 that its source
 * provides for never occurs.
 */
function accountStateError(envelope: CrossbarEnvelope): GatewayError | undefined {
  const { disabled, expired } = recordOf(recordOf(envelope.data)['account']);
  const cause = causeOf(envelope);

  if (disabled !== undefined) return accountDisabled(cause);
  if (expired === undefined) return undefined;
  const expiredAt = readKazooTime(recordOf(expired)['cause']);
  return new GatewayError('ACCOUNT_EXPIRED', 'The account has expired; its administrator can renew it.', {
    cause,
    extensions: expiredAt === null ? {} : { expiredAt: expiredAt.toISOString() },
  });
}

function accountDisabled(cause: unknown): GatewayError {
  return new GatewayError('ACCOUNT_DISABLED', 'The account is disabled; its administrator can enable it.', { cause });
}

function invalidInput(envelope: CrossbarEnvelope): GatewayError {
  const fields = fieldErrorsOf(envelope.data);
  return new GatewayError('BAD_USER_INPUT', `Kazoo refused the input${summaryOf(fields)}`, {
    cause: causeOf(envelope),
    extensions: fields === undefined ? {} : { fields },
  });
}

/** Returns Kazoo's `{field: {rule: {…}}}` unchanged; undefined for a 400 of another shape. */
function fieldErrorsOf(data: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(data)) return undefined;
  const fields = Object.entries(data).filter(([, rules]) => isRecord(rules));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function summaryOf(fields: Readonly<Record<string, unknown>> | undefined): string {
  const [first] = Object.entries(fields ?? {});
  if (first === undefined) return '.';
  const [field, rules] = first;
  const [rule] = Object.values(recordOf(rules));
  return quoted(`: ${field}: ${textOf(recordOf(rule)['message']) ?? 'not accepted'}.`);
}

function unavailable(message: string, cause: unknown): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', message, { cause });
}

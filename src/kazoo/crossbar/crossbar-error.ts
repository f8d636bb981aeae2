import { GatewayError } from '../../errors.ts';
import { readKazooTime } from '../gregorian-time.ts';
import { isExpired, readTokenClaims } from '../token-claims.ts';
import type { CrossbarEnvelope } from './crossbar-envelope.ts';
import { isRecord, recordOf, textOf } from './crossbar-value.ts';

/** What was asked when Crossbar answered with an error. */
export interface RefusedRequest {
  /** The path with its ids taken out, such as `/accounts/{id}`. */
  readonly route: string;
  readonly token: string | undefined;
  readonly nowMs: number;
}

/**
 * Turns an error answer of Crossbar into the one error a client meets. What only one endpoint means by a status
 * (a 401 at login) lives with that endpoint and is asked first.
 */
export function crossbarError(envelope: CrossbarEnvelope, { route, token, nowMs }: RefusedRequest): GatewayError {
  const cause = causeOf(envelope);
  switch (envelope.status) {
    case 400:
      return accountStateError(envelope) ?? invalidInput(envelope);
    case 401:
      return unusableToken(token, nowMs, cause);
    case 402:
      return new GatewayError('FORBIDDEN', 'Kazoo refuses this until the account has credit or a way to pay.', {
        cause,
      });
    case 403:
      return forbidden(cause);
    case 404:
      // Kazoo looks the account up before it checks the token: a 404 of its own would tell which accounts exist.
      return route.startsWith('/accounts/')
        ? forbidden(cause)
        : unavailable(`This Kazoo does not offer ${route}.`, cause);
    case 409:
      return unavailable('Someone else changed this at the same moment; try again.', cause);
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

/** The same words whether the account does not exist, may not be seen, or has an id that could never exist. */
export function forbidden(cause?: unknown): GatewayError {
  return new GatewayError('FORBIDDEN', 'The account does not exist, or this session may not see it.', { cause });
}

/** `TOKEN_EXPIRED` if the token's own claims say so, else `UNAUTHENTICATED`. */
export function unusableToken(token: string | undefined, nowMs: number, cause?: unknown): GatewayError {
  if (token !== undefined && isExpired(readTokenClaims(token), nowMs)) {
    return new GatewayError('TOKEN_EXPIRED', 'The token has expired; log in again.', { cause });
  }
  return new GatewayError('UNAUTHENTICATED', 'Kazoo does not accept the token; log in again.', { cause });
}

/** What Kazoo said, for the log. The token in the envelope stays out of it. */
export function causeOf({ status, message, data, requestId }: CrossbarEnvelope): object {
  return { status, message, data, requestId };
}

/** Disabled and expired accounts answer 400: the shape for which Kazoo's source provides 423 never occurs. */
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

/** Kazoo's `{field: {rule: {message, …}}}`, as it is; other shapes of a 400 have no fields. */
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
  return `: ${field}: ${textOf(recordOf(rule)['message']) ?? 'not accepted'}.`;
}

function unavailable(message: string, cause: unknown): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', message, { cause });
}

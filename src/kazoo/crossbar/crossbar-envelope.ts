import { GatewayError } from '../../errors.ts';
import { isRecord, textOf } from './crossbar-value.ts';
import type { Redactor } from './redactor.ts';

/** An answer of Crossbar: `data` and what surrounds it. */
export interface CrossbarEnvelope {
  /** The HTTP status, which decides; `status` and `error` in the body only repeat it. */
  readonly status: number;
  /**
   * Kazoo's label of an error, for logs only: its spelling varies (`invalid_credentials`, `invalid
   * credentials`).
   */
  readonly message: string | undefined;
  readonly data: unknown;
  /**
   * The token that the answer belongs to: a new one after login and refresh, otherwise the token of
   * the request.
   */
  readonly authToken: string | undefined;
  readonly requestId: string | undefined;
  /** Free text; undefined in answers that Kazoo 5 gives to nobody in particular. */
  readonly version: string | undefined;
  /** The key at which the next page begins; undefined on the last page. */
  readonly nextStartKey: string | undefined;
}

/** An HTTP answer whose body was not parsed yet. */
export interface CrossbarAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

export function isSuccess({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

/**
 * What Kazoo says of an error has a few thousand characters. Parts of it go to clients and to the
 * log.
 */
const maxErrorLength = 32_768;

/**
 * Reads the envelope of an answer. In an error answer, `redact` is applied to every text, since
 * Kazoo's validation errors repeat what was sent; of a longer one than 32,768 characters only the
 * status is read.
 *
 * @throws `UPSTREAM_UNAVAILABLE` when the answer does not come from Crossbar.
 */
export function readEnvelope(answer: CrossbarAnswer, redact: Redactor): CrossbarEnvelope {
  const { status } = answer;
  const envelope = parse(answer, redact);

  if (!isRecord(envelope)) {
    // A proxy in front of Kazoo answers with a body of its own, but its status says enough.
    if (status === 429 || status >= 500) return envelopeOf(status, {});
    throw notCrossbar(answer);
  }
  // Authority is granted on a success, so the HTTP status alone does not count as one.
  if (isSuccess(answer) && !claimsSuccess(envelope)) throw notCrossbar(answer);
  if (isTooLong(answer)) return envelopeOf(status, {});
  return envelopeOf(status, envelope);
}

function isTooLong(answer: CrossbarAnswer): boolean {
  return !isSuccess(answer) && answer.body.length > maxErrorLength;
}

function claimsSuccess({ status, data }: Record<string, unknown>): boolean {
  return status === 'success' && data !== undefined;
}

function parse(answer: CrossbarAnswer, redact: Redactor): unknown {
  try {
    const isToldNobody = isSuccess(answer) || isTooLong(answer);
    return JSON.parse(answer.body, isToldNobody ? undefined : (_key, value) => strikeSecrets(value, redact));
  } catch {
    // The parser's error quotes the body, which may hold a token; `readEnvelope` reports a body it cannot read.
    return undefined;
  }
}

/** Redacts one level: `JSON.parse` calls it for every value, from the leaves up. */
function strikeSecrets(value: unknown, redact: Redactor): unknown {
  if (typeof value === 'string') return redact(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [redact(key), member]));
}

function envelopeOf(status: number, envelope: Record<string, unknown>): CrossbarEnvelope {
  const { message, data, version } = envelope;
  const { auth_token: authToken, request_id: requestId, next_start_key: nextStartKey } = envelope;
  return {
    status,
    message: textOf(message),
    data,
    // `textOf`, since 4.3 writes the text "undefined" where there is no token.
    authToken: textOf(authToken),
    requestId: textOf(requestId),
    version: textOf(version),
    nextStartKey: textOf(nextStartKey),
  };
}

function notCrossbar({ status, contentType, body }: CrossbarAnswer): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    "The server at Kazoo's address is not the Kazoo API, or does not work.",
    {
      cause: new Error(
        `HTTP ${status} with ${body.length} characters of ${contentType ?? 'unknown type'}: no envelope`,
      ),
    },
  );
}

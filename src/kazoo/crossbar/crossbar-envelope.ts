import { GatewayError } from '../../errors.ts';
import { isRecord, textOf } from './crossbar-value.ts';
import type { Redactor } from './redactor.ts';

/** What surrounds `data` in every answer of Crossbar. */
export interface CrossbarEnvelope {
  /** The HTTP status, which decides; Kazoo's own `status` and `error` only repeat it. */
  readonly status: number;
  /** Kazoo's label of an error. Its spelling varies (`invalid_credentials`, `invalid credentials`), so only logs read it. */
  readonly message: string | undefined;
  readonly data: unknown;
  /** The token the answer belongs to: a new one after login and refresh, else the one that was sent. */
  readonly authToken: string | undefined;
  readonly requestId: string | undefined;
  /** Where the next page begins; absent on the last one. */
  readonly nextStartKey: string | undefined;
}

export interface CrossbarAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

export function isSuccess({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

/**
 * Reads an answer. In an error, `redact` goes over every text, since Kazoo's validation errors repeat what was sent.
 *
 * @throws `UPSTREAM_UNAVAILABLE` when it is not one that Crossbar gives.
 */
export function readEnvelope(answer: CrossbarAnswer, redact: Redactor): CrossbarEnvelope {
  const { status } = answer;
  const envelope = parse(answer, redact);

  if (!isRecord(envelope)) {
    // A proxy in front of Kazoo rejects in its own words, and the status alone says what to do.
    if (status === 429 || status >= 500) return envelopeOf(status, {});
    throw notCrossbar(answer);
  }
  // Success is what authority decisions rest on: it is never guessed from the HTTP status alone.
  if (isSuccess(answer) && !claimsSuccess(envelope)) throw notCrossbar(answer);
  return envelopeOf(status, envelope);
}

function claimsSuccess({ status, data }: Record<string, unknown>): boolean {
  return status === 'success' && data !== undefined;
}

function parse(answer: CrossbarAnswer, redact: Redactor): unknown {
  try {
    return JSON.parse(answer.body, isSuccess(answer) ? undefined : (_key, value) => strikeSecrets(value, redact));
  } catch {
    return undefined; // The parser's own error quotes the text, which may hold a token; the reader reports it instead.
  }
}

/** `JSON.parse` calls it for every value from the leaves up, so one level at a time is enough. */
function strikeSecrets(value: unknown, redact: Redactor): unknown {
  if (typeof value === 'string') return redact(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [redact(key), member]));
}

function envelopeOf(status: number, envelope: Record<string, unknown>): CrossbarEnvelope {
  const { message, data, auth_token: authToken, request_id: requestId, next_start_key: nextStartKey } = envelope;
  return {
    status,
    message: textOf(message),
    data,
    // 4.3 writes the absence of a token as the text "undefined".
    authToken: textOf(authToken),
    requestId: textOf(requestId),
    nextStartKey: textOf(nextStartKey),
  };
}

function notCrossbar({ status, contentType, body }: CrossbarAnswer): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    "What answered at Kazoo's address is not the Kazoo API, or is not working.",
    {
      cause: new Error(
        `HTTP ${status} with ${body.length} characters of ${contentType ?? 'unknown type'}: no envelope`,
      ),
    },
  );
}

import { GatewayError } from '../../errors.ts';
import { type ClientInfo, clientHeaders } from '../client-info.ts';
import type { CrossbarEnvelope } from './crossbar-envelope.ts';
import type { RequestKind } from './request-turns.ts';

export type CrossbarMethod = 'GET' | 'PUT';

export interface CrossbarRequest {
  /** Default: `read`. */
  readonly kind?: RequestKind | undefined;
  readonly token?: string | undefined;
  /** Whose turn it takes among those that read. Default: as `CrossbarOptions.clientOf` says. */
  readonly turn?: string | undefined;
  readonly data?: unknown;
  readonly action?: string | undefined;
  readonly clientInfo?: ClientInfo | undefined;
  /**
   * A request whose signal is aborted gives up its turn. One that is sent goes on: Kazoo works on
   * it anyway. Default: it waits as long as it may.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Texts that must not appear in an error if Kazoo repeats them; the token always counts among
   * them.
   */
  readonly secrets?: readonly string[] | undefined;
  /** Reads an error answer as this endpoint means it; undefined leaves it to `crossbarError`. */
  readonly mapError?: ((envelope: CrossbarEnvelope) => GatewayError | undefined) | undefined;
  /**
   * Whether an error answer still answers the request, as a 404 does for something that may be
   * missing. Default: never.
   */
  readonly isAnswer?: ((envelope: CrossbarEnvelope) => boolean) | undefined;
}

/** The headers of a request. @throws `UNAUTHENTICATED` for a token that cannot stand in one. */
export function headersOf(request: CrossbarRequest): Record<string, string> {
  const headers = { ...clientHeaders(request.clientInfo ?? {}), Accept: 'application/json' };
  return {
    ...headers,
    ...(request.token === undefined ? {} : { 'X-Auth-Token': tokenHeader(request.token) }),
    ...(hasBody(request) ? { 'Content-Type': 'application/json' } : {}),
  };
}

/** Checks a token, which comes from a client: a text that cannot stand in a header is not sent. */
function tokenHeader(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new GatewayError('UNAUTHENTICATED', 'What was sent is not a token; log in again.');
}

function hasBody({ data, action }: CrossbarRequest): boolean {
  return data !== undefined || action !== undefined;
}

/** The body of a request as JSON; null for one without. */
export function bodyOf(request: CrossbarRequest): string | null {
  const { data = {}, action } = request;
  return hasBody(request) ? JSON.stringify({ data, action }) : null;
}

import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import type { CrossbarEnvelope } from '../crossbar/crossbar-envelope.ts';
import { causeOf } from '../crossbar/crossbar-error.ts';
import { type AuthSession, readAuthSession } from './auth-session.ts';

/**
 * Logs in as an account with its API key, by `PUT /api_auth`; the session has no user.
 *
 * @throws `BAD_USER_INPUT` before any request when the key has the wrong form;
 * `INVALID_CREDENTIALS` when Kazoo does not know it.
 */
export async function apiAuth(crossbar: Crossbar, apiKey: string, clientInfo: ClientInfo = {}): Promise<AuthSession> {
  if (!/^[0-9a-f]{64}$/i.test(apiKey)) {
    throw new GatewayError('BAD_USER_INPUT', 'An API key consists of 64 hexadecimal characters.');
  }
  return readAuthSession(
    await crossbar.request('PUT', '/api_auth', {
      kind: 'authority',
      data: { api_key: apiKey },
      clientInfo,
      secrets: [apiKey],
      mapError: unknownKey,
    }),
  );
}

/**
 * Reads the answer to an unknown key: 404 and a list that holds the key. A 404 of another shape
 * means a missing endpoint.
 */
function unknownKey(envelope: CrossbarEnvelope): GatewayError | undefined {
  const { status, data } = envelope;
  if (status !== 401 && !(status === 404 && Array.isArray(data))) return undefined;
  return new GatewayError('INVALID_CREDENTIALS', 'Kazoo does not know the API key.', { cause: causeOf(envelope) });
}

import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import type { CrossbarEnvelope } from '../crossbar/crossbar-envelope.ts';
import { causeOf } from '../crossbar/crossbar-error.ts';
import { type AuthSession, readAuthSession } from './auth-session.ts';

/**
 * Exchanges a valid token for one with a new lifetime. The old token stays valid until it expires.
 *
 * @throws `TOKEN_EXPIRED` or `UNAUTHENTICATED` for a token that is no longer valid;
 * `RENEWAL_NOT_ALLOWED` where Kazoo does not renew tokens of this login method, which only Kazoo 5
 * refuses.
 */
export async function refreshToken(
  crossbar: Crossbar,
  token: string,
  clientInfo: ClientInfo = {},
): Promise<AuthSession> {
  return readAuthSession(
    await crossbar.request('PUT', '/auth', {
      kind: 'authority',
      token,
      action: 'refresh_token',
      data: {},
      clientInfo,
      mapError: renewalError,
    }),
  );
}

/** Reads the 405 for a login method that is not renewed, and the 412 for a token without one. */
function renewalError(envelope: CrossbarEnvelope): GatewayError | undefined {
  if (envelope.status !== 405 && envelope.status !== 412) return undefined;
  return new GatewayError('RENEWAL_NOT_ALLOWED', 'Kazoo does not renew this token; log in again.', {
    cause: causeOf(envelope),
  });
}

import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { isKazooId, recordOf } from '../crossbar/crossbar-value.ts';

/**
 * Resolves with whether a user is an administrator of the account (rest.md section 7). A user that
 * does not exist, or that the token may not read, is not an administrator.
 *
 * @throws `UNAUTHENTICATED`, `TOKEN_EXPIRED`, or the error that kept Kazoo from answering.
 */
export async function isAdministrator(
  crossbar: Crossbar,
  token: string,
  accountId: string,
  userId: string,
  clientInfo: ClientInfo = {},
): Promise<boolean> {
  if (!isKazooId(accountId) || !isKazooId(userId)) return false;
  try {
    const path = `/accounts/${accountId}/users/${userId}`;
    const { data } = await crossbar.request('GET', path, { kind: 'authority', token, clientInfo });
    const { id, priv_level: level } = recordOf(data);
    return id === userId && level === 'admin';
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'FORBIDDEN') return false;
    throw error;
  }
}

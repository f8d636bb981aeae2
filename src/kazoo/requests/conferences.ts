import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { causeOf } from '../crossbar/crossbar-error.ts';
import { isKazooId, recordOf } from '../crossbar/crossbar-value.ts';

/**
 * Resolves if the account has a conference document of this id.
 *
 * @throws `FORBIDDEN` for a conference of another account, an unknown one, or a malformed id (then
 * without a request), with one message for all of these; `UNAUTHENTICATED`; `TOKEN_EXPIRED`.
 */
export async function confirmConference(
  crossbar: Crossbar,
  token: string,
  accountId: string,
  conferenceId: string,
  clientInfo: ClientInfo = {},
): Promise<void> {
  if (!isKazooId(conferenceId)) throw notOfThisAccount();

  const { data } = await crossbar.request('GET', `/accounts/${accountId}/conferences/${conferenceId}`, {
    kind: 'authority',
    token,
    clientInfo,
    mapError: (envelope) => (envelope.status === 404 ? notOfThisAccount(causeOf(envelope)) : undefined),
  });
  // Only the id is read: the document holds PINs.
  const { id } = recordOf(data);
  if (id !== conferenceId) {
    throw new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      'The Kazoo API did not answer with the conference that was asked for.',
    );
  }
}

function notOfThisAccount(cause?: unknown): GatewayError {
  return new GatewayError('FORBIDDEN', 'The conference does not exist, or does not belong to this account.', { cause });
}

import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { causeOf } from '../crossbar/crossbar-error.ts';
import { isKazooId, recordOf } from '../crossbar/crossbar-value.ts';

/**
 * Resolves if the account has a conference document of this id.
 *
 * @throws `FORBIDDEN`, the same whether the conference is someone else's, unknown, or has an id that cannot exist (then without a
 * request); `UNAUTHENTICATED`; `TOKEN_EXPIRED`.
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
    token,
    clientInfo,
    mapError: (envelope) => (envelope.status === 404 ? notOfThisAccount(causeOf(envelope)) : undefined),
  });
  // The document holds PINs: nothing but its id is looked at.
  const { id } = recordOf(data);
  if (id !== conferenceId) {
    throw new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      'The Kazoo API did not answer with the conference that was asked for.',
    );
  }
}

function notOfThisAccount(cause?: unknown): GatewayError {
  return new GatewayError('FORBIDDEN', 'The conference does not exist, or is not of this account.', { cause });
}

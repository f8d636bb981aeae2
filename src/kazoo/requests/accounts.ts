import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { forbidden } from '../crossbar/crossbar-error.ts';
import { flagOf, isKazooId, recordOf, textOf } from '../crossbar/crossbar-value.ts';
import { readKazooTime } from '../gregorian-time.ts';
import { identify } from './token.ts';

export interface Account {
  readonly id: string;
  readonly name: string | null;
  /** The SIP domain, by which presence events name the account. */
  readonly realm: string | null;
  readonly timezone: string | null;
  readonly language: string | null;
  readonly isReseller: boolean;
  readonly resellerId: string | null;
  /** Whether its administrators may act on every account of the system. */
  readonly superduperAdmin: boolean;
  readonly enabled: boolean;
  readonly createdAt: Date | null;
}

/** What stands for every account where Kazoo takes it: superduper admins may subscribe to all of them at once. */
export const everyAccount = '*';

/**
 * Resolves with the account if the token may act on it: the token's own, a descendant, or any for a superduper admin, who
 * may also ask for `everyAccount`.
 *
 * @throws `FORBIDDEN`, the same whether the account is someone else's, unknown, or has an id that cannot exist (then without a
 * request); `UNAUTHENTICATED`; `TOKEN_EXPIRED`.
 */
export async function fetchAccount(
  crossbar: Crossbar,
  token: string,
  accountId: string,
  clientInfo: ClientInfo = {},
): Promise<Account> {
  if (accountId === everyAccount) return fetchEveryAccount(crossbar, token, clientInfo);
  if (!isKazooId(accountId)) throw forbidden();

  const { data } = await crossbar
    .request('GET', `/accounts/${accountId}`, { token, clientInfo })
    .catch((error: unknown) => refuseToGoodToken(crossbar, token, clientInfo, error));
  const account = readAccount(data);
  // An answer about another account must not open this one.
  if (account?.id !== accountId) {
    throw new GatewayError('UPSTREAM_UNAVAILABLE', 'The Kazoo API did not answer with the account that was asked for.');
  }
  return account;
}

/**
 * Kazoo looks for the account before it looks at the token (rest.md section 1): without a second question anybody could find out which ids
 * exist. It is asked whatever the no was for, so that no kind of it takes longer than another.
 */
async function refuseToGoodToken(
  crossbar: Crossbar,
  token: string,
  clientInfo: ClientInfo,
  error: unknown,
): Promise<never> {
  if (error instanceof GatewayError && error.code === 'FORBIDDEN')
    await crossbar.request('GET', '/token_auth', { token, clientInfo });
  throw error;
}

/** Only whose own account is the superduper admins' may ask for every account (protocol.md "Authentication and authority"). */
async function fetchEveryAccount(crossbar: Crossbar, token: string, clientInfo: ClientInfo): Promise<Account> {
  const { accountId } = await identify(crossbar, token, clientInfo);
  const account = await fetchAccount(crossbar, token, accountId, clientInfo);
  if (!account.superduperAdmin) throw forbidden();
  return { ...account, id: everyAccount };
}

function readAccount(data: unknown): Account | undefined {
  const {
    id,
    name,
    realm,
    timezone,
    language,
    is_reseller: isReseller,
    reseller_id: resellerId,
    superduper_admin: superduperAdmin,
    enabled,
    created,
  } = recordOf(data);
  if (!isKazooId(id)) return undefined;

  return {
    id,
    name: textOf(name) ?? null,
    realm: textOf(realm) ?? null,
    timezone: textOf(timezone) ?? null,
    language: textOf(language) ?? null,
    isReseller: flagOf(isReseller) ?? false,
    resellerId: textOf(resellerId) ?? null,
    superduperAdmin: flagOf(superduperAdmin) ?? false,
    enabled: flagOf(enabled) ?? true,
    createdAt: readKazooTime(created),
  };
}

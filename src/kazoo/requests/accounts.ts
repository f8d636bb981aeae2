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

/**
 * The id that stands for every account: a superduper admin may subscribe to all accounts at once.
 */
export const everyAccount = '*';

/**
 * Resolves with the account if the token may act on it: the token's own, a descendant of it or, for
 * a superduper admin, any account and `everyAccount`.
 *
 * @throws `FORBIDDEN` for an account that the token may not see, that does not exist, or whose id
 * is malformed (then without a request), with one message for all of these; `UNAUTHENTICATED`;
 * `TOKEN_EXPIRED`.
 */
export async function fetchAccount(
  crossbar: Crossbar,
  token: string,
  accountId: string,
  clientInfo: ClientInfo = {},
): Promise<Account> {
  if (accountId === everyAccount) return fetchEveryAccount(crossbar, token, clientInfo);
  if (!isKazooId(accountId)) throw forbidden();

  const { data } = await crossbar.request('GET', `/accounts/${accountId}`, { kind: 'authority', token, clientInfo });
  const account = readAccount(data);
  // An answer about another account must not grant access to this one.
  if (account?.id !== accountId) {
    throw new GatewayError('UPSTREAM_UNAVAILABLE', 'The Kazoo API did not answer with the account that was asked for.');
  }
  return account;
}

/**
 * Grants every account to the tokens of a superduper admin account only (protocol.md
 * "Authentication and authority").
 */
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

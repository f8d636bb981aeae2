import { GatewayError } from '../../errors.ts';
import type { CrossbarEnvelope } from '../crossbar/crossbar-envelope.ts';
import { flagOf, isRecord, recordOf, textOf } from '../crossbar/crossbar-value.ts';
import { claimsOf, readTokenClaims } from '../token-claims.ts';

/** Kazoo's answer to a login or a refresh. What Kazoo left out is null. */
export interface AuthSession {
  readonly authToken: string;
  readonly accountId: string;
  /** The user; null for an API key, which acts for the whole account. */
  readonly ownerId: string | null;
  readonly accountName: string | null;
  readonly language: string | null;
  readonly resellerId: string | null;
  readonly isReseller: boolean;
  /** The apps Kazoo offers to this user. */
  readonly apps: readonly AuthSessionApp[];
  /** When the token expires; null for a token that never expires, and for an opaque one. */
  readonly expiresAt: Date | null;
  /** Whether Kazoo will renew the token; null where that is not known. */
  readonly canRefresh: boolean | null;
}

export interface AuthSessionApp {
  readonly id: string;
  readonly name: string | null;
  readonly label: string | null;
  readonly apiUrl: string | null;
}

/**
 * Reads the answer to a login.
 *
 * @throws `UPSTREAM_UNAVAILABLE` when the answer names no token or no account.
 */
export function readAuthSession({ authToken, data, version }: CrossbarEnvelope): AuthSession {
  if (authToken === undefined) throw incomplete('token');
  const fields = recordOf(data);
  // The token's own claims come first, since every later use of the token is judged by them.
  const claims = readTokenClaims(authToken) ?? claimsOf(fields);
  if (claims === undefined) throw incomplete('account');
  const { account_name: accountName, language, reseller_id: resellerId, is_reseller: isReseller, apps } = fields;

  return {
    authToken,
    accountId: claims.accountId,
    ownerId: claims.ownerId ?? null,
    accountName: textOf(accountName) ?? null,
    language: textOf(language) ?? null,
    resellerId: textOf(resellerId) ?? null,
    isReseller: flagOf(isReseller) ?? false,
    apps: Array.isArray(apps) ? apps.flatMap(readApp) : [],
    expiresAt: claims.expiresAtMs === undefined ? null : new Date(claims.expiresAtMs),
    // Every 4.3 renews every token. Other versions are free text, which tells nothing for sure.
    canRefresh: version?.startsWith('4.3.') === true ? true : null,
  };
}

function readApp(app: unknown): readonly AuthSessionApp[] {
  if (!isRecord(app)) return [];
  const { id: appId, name, label, api_url: apiUrl } = app;
  const id = textOf(appId);
  if (id === undefined) return [];
  return [{ id, name: textOf(name) ?? null, label: textOf(label) ?? null, apiUrl: textOf(apiUrl) ?? null }];
}

function incomplete(missing: string): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', `The Kazoo API accepted the login but named no ${missing}.`);
}

import { websocketBindings } from '../blackhole/bindings/websocket-bindings.ts';
import type { Account } from '../directory/account.ts';
import type { JsonObject } from '../json.ts';
import { stringAt } from '../json.ts';
import type { AccountSurroundings } from './crossbar-account.ts';
import { accountResource } from './crossbar-account.ts';
import type { CrossbarAnswer } from './crossbar-answer.ts';
import {
  badIdentifier,
  created,
  datastoreUnreachable,
  forbidden,
  gone,
  invalidAccount,
  invalidCredentials,
  invalidMethod,
  malformedAccountId,
  notFound,
  ok,
  renewalRefused,
  unrenewable,
  unusableToken,
} from './crossbar-answer.ts';
import type { LoginSurroundings } from './crossbar-login.ts';
import { apiAuth, userAuth } from './crossbar-login.ts';
import type { CrossbarRequest } from './crossbar-request.ts';
import { paged } from './paging.ts';
import type { Identity, TokenCheck } from './token-authority.ts';

export interface CrossbarSurroundings extends LoginSurroundings, AccountSurroundings {
  readonly isAccountDatabaseDown: () => boolean;
}

/** The request's token and what it is worth; both absent where none was sent. */
export interface Credentials {
  readonly token: string | undefined;
  readonly check: TokenCheck | undefined;
}

type ValidToken = TokenCheck & { readonly status: 'valid' };

const accountIdForm = /^[0-9a-f]{32}$/;
const hiddenByTokenInfo = new Set(['is_master_account', 'capabilities', 'ui_config']);

/** Decides what Crossbar answers, in the order of its checks (rest.md section 1). */
export function answerRequest(
  request: CrossbarRequest,
  credentials: Credentials,
  around: CrossbarSurroundings,
): CrossbarAnswer {
  const [version, resource, ...rest] = request.path
    .split('/')
    .slice(1)
    .filter((word) => word !== '');
  if (version === 'v1' && around.behaviour.isMasterOrLater) return gone();
  if (version !== 'v2') return notFound();
  const { check } = credentials;
  if (check?.status === 'expired' || check?.status === 'revoked') return unusableToken();
  switch (resource) {
    case 'user_auth':
      return answerUserAuth(request, rest, credentials, around);
    case 'api_auth':
      return request.method === 'PUT' ? apiAuth(request.body, around) : invalidMethod();
    case 'token_auth':
      return answerTokenAuth(request, credentials, around);
    case 'auth':
      return answerAuth(request, rest, credentials, around);
    case 'websockets':
      return request.method === 'GET' ? ok(websocketBindings(around.behaviour)) : invalidMethod();
    case 'accounts':
      return answerAccount(request, rest, credentials, around);
    default:
      return notFound();
  }
}

function answerUserAuth(
  request: CrossbarRequest,
  rest: readonly string[],
  { check }: Credentials,
  around: CrossbarSurroundings,
): CrossbarAnswer {
  // Documented as a token check, and refused without an account in the path (rest.md section 6).
  if (rest.length > 0) return check?.status === 'valid' ? forbidden() : withoutToken(check);
  return request.method === 'PUT' ? userAuth(request.body, around) : invalidMethod();
}

function answerTokenAuth(
  request: CrossbarRequest,
  { check, token }: Credentials,
  around: CrossbarSurroundings,
): CrossbarAnswer {
  if (request.method !== 'GET' && request.method !== 'DELETE') return invalidMethod();
  if (check?.status !== 'valid') return withoutToken(check);
  // A JWT stays valid all the same: only the database tokens of old were deleted (rest.md section 5).
  if (request.method === 'DELETE') return around.behaviour.hasCrossbar5 ? badIdentifier(token ?? '') : ok({});
  const id = request.headers['x-request-id'] ?? '';
  return ok({ ...summaryOf(check, around), method: check.method, id });
}

function answerAuth(
  request: CrossbarRequest,
  rest: readonly string[],
  { check }: Credentials,
  around: CrossbarSurroundings,
): CrossbarAnswer {
  if (rest[0] === 'tokeninfo') {
    if (request.method !== 'GET' && request.method !== 'POST') return invalidMethod();
    const token = request.query.get('token') ?? stringAt(request.body, 'data', 'token') ?? '';
    const asked = around.tokens.check(token);
    if (asked.status !== 'valid') return invalidCredentials();
    const shown = Object.entries(summaryOf(asked, around)).filter(([key]) => !hiddenByTokenInfo.has(key));
    return ok({ ...Object.fromEntries(shown), method: asked.method });
  }
  if (rest[0] === 'keys') return answerKeys(request, rest[1], check, around);
  if (rest.length > 0) return notFound();
  if (request.method !== 'PUT') return invalidMethod();
  if (check?.status !== 'valid') return withoutToken(check);
  if (stringAt(request.body, 'action') !== 'refresh_token') return notFound();
  if (around.behaviour.hasCrossbar5) return renew(check, around);
  const token = around.tokens.issue({ ...check.identity, method: 'cb_auth' });
  return created(summaryOf(check, around), token);
}

/** Kazoo 5 renews only where it is told to (kazoo-5.md section 6). */
function renew({ identity, method }: ValidToken, { settings, tokens }: CrossbarSurroundings): CrossbarAnswer {
  if (method === '') return unrenewable();
  if (!settings.renewableMethods.has(method)) return renewalRefused(method);
  return created({}, tokens.issue({ ...identity, method }));
}

/**
 * The public keys that tokens are signed with, for administrators (rest.md section 5; the member is
 * named in Kazoo's `crossbar/doc/auth.md`).
 */
function answerKeys(
  request: CrossbarRequest,
  keyId: string | undefined,
  check: TokenCheck | undefined,
  around: CrossbarSurroundings,
): CrossbarAnswer {
  if (request.method !== 'GET') return invalidMethod();
  if (check?.status !== 'valid') return withoutToken(check);
  if (!isAdministrator(check.identity, around)) return forbidden();
  const { tokens } = around;
  if (keyId === undefined) return ok([tokens.keyId]);
  return keyId === tokens.keyId ? ok({ public_key_pem: tokens.publicPem }) : badIdentifier(keyId);
}

/** An API key acts for the account as a whole, and so for its administrators. */
function isAdministrator({ accountId, ownerId }: Identity, { directory }: CrossbarSurroundings): boolean {
  if (ownerId === undefined) return true;
  return directory.find(accountId)?.users.find(({ id }) => id === ownerId)?.privLevel === 'admin';
}

function answerAccount(
  request: CrossbarRequest,
  [accountId, ...rest]: readonly string[],
  { check, token }: Credentials,
  around: CrossbarSurroundings,
): CrossbarAnswer {
  if (accountId === undefined) return check?.status === 'valid' ? invalidMethod() : withoutToken(check);
  const account = around.directory.find(accountId);
  // The account is loaded before the token is judged, so outsiders learn which ids exist.
  if (around.isAccountDatabaseDown()) return around.behaviour.hasCrossbar5 ? invalidAccount() : datastoreUnreachable();
  if (account === undefined) {
    if (around.behaviour.hasCrossbar5) return invalidAccount();
    return accountIdForm.test(accountId) ? badIdentifier(accountId) : malformedAccountId(accountId);
  }
  if (check?.status !== 'valid') return withoutToken(check);
  const claimed = request.headers['x-auth-account-id'];
  if (claimed !== undefined && claimed !== check.identity.accountId) return invalidCredentials();
  if (!around.directory.mayActFor(check.identity.accountId, account.id)) return forbidden();
  if (request.method === 'PUT') return changeAccount(request, account, rest, around);
  if (request.method !== 'GET') return invalidMethod();
  if (rest[0] === 'user_auth') return rest[1] === token ? ok(summaryOf(check, around)) : invalidCredentials();
  return paged(accountResource(account, rest, request.query, around), rest, request.query);
}

/** `reset_signature_secret`, the real revocation (rest.md section 5). */
function changeAccount(
  request: CrossbarRequest,
  account: Account,
  rest: readonly string[],
  around: CrossbarSurroundings,
): CrossbarAnswer {
  const [collection, ownerId, last] = rest;
  const isOfUser = collection === 'users' && last === 'auth';
  const isOfAccount = collection === 'auth' && ownerId === undefined;
  if (!isOfUser && !isOfAccount) return invalidMethod();
  if (stringAt(request.body, 'action') !== 'reset_signature_secret') return notFound();
  around.tokens.revoke({ accountId: account.id, ownerId: isOfUser ? ownerId : undefined });
  return ok({});
}

function withoutToken(check: TokenCheck | undefined): CrossbarAnswer {
  return check === undefined ? invalidCredentials() : unusableToken();
}

function summaryOf(check: ValidToken, around: CrossbarSurroundings): JsonObject {
  const account = around.directory.find(check.identity.accountId);
  return account === undefined ? {} : around.summaryOf(account, check.identity.ownerId);
}

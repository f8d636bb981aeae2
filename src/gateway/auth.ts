import { AccountAccess } from '../auth/account-access.ts';
import { AccountTimezones } from '../auth/account-timezones.ts';
import { AccountVerdicts } from '../auth/account-verdicts.ts';
import { ConferenceOwnership } from '../auth/conference-ownership.ts';
import { Login } from '../auth/login.ts';
import { SessionRegistry } from '../auth/session-registry.ts';
import { SharedTokens, type TokenChannel } from '../auth/shared/shared-tokens.ts';
import { SignIn } from '../auth/sign-in.ts';
import { TokenRenewal } from '../auth/token-renewal.ts';
import { type ClaimsOf, TokenRequests } from '../auth/token-requests.ts';
import { TokenRevalidation } from '../auth/token-revalidation.ts';
import { UpstreamTokens } from '../auth/upstream-tokens.ts';
import { type OwnerScope, UserRestriction } from '../auth/user-restriction.ts';
import type { TokenVerifier } from '../auth/verification/token-verifier.ts';
import type { VerificationQueue } from '../auth/verification/verification-queue.ts';
import type { Config } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import type { KazooClock } from '../kazoo/kazoo-clock.ts';
import { login } from '../kazoo/requests/user-auth.ts';
import { readTokenClaims, type TokenClaims } from '../kazoo/token-claims.ts';
import type { LoginLimits } from '../limits/logins/login-limits.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import { AccountsAbove } from '../upstream/accounts-above.ts';
import type { ClientObserver } from './observers.ts';
import { createOwnIdentity, type OwnIdentity } from './own-identity.ts';
import { createVerification } from './verification.ts';

/** Who may do what, from a client's token to the token that opens an account's socket. */
export interface Auth {
  /** The present by the clock that tokens expire by, UNIX milliseconds. */
  readonly now: () => number;
  readonly sessions: SessionRegistry;
  readonly accountAccess: AccountAccess;
  readonly timezones: AccountTimezones;
  readonly conferenceOwnership: ConferenceOwnership;
  /** Undefined when every session sees the resources of all users. */
  readonly ownerFor: OwnerScope | undefined;
  readonly signIn: SignIn;
  readonly login: Login;
  readonly upstreamTokens: UpstreamTokens;
  readonly accountsAbove: AccountsAbove;
  readonly tokenRequests: TokenRequests;
  readonly verificationQueue: VerificationQueue;
  /** Sends the questions which token may read which list, in a queue of their own. */
  readonly listVerifier: TokenVerifier;
  readonly listQueue: VerificationQueue;
  /**
   * Resolves when the gateway has logged in and read Kazoo's keys, or after two seconds: clients
   * that connect then wait least. Never rejects.
   */
  readonly ready: Promise<void>;
  /** Lets other instances know of renewed and revoked tokens, and learn of theirs, from now on. */
  shareTokens(channel: TokenChannel): void;
  close(): void;
}

export interface AuthOptions {
  readonly config: Config;
  readonly crossbar: Crossbar;
  readonly clock: KazooClock;
  readonly loginLimits: LoginLimits;
  readonly clients: Pick<ClientObserver, 'onLogin'>;
  readonly log: Log;
  readonly onError: (error: unknown) => void;
}

const maxRefusedForMs = 5_000;
const maxEntries = 100_000;
const standingForMs = 24 * 3_600_000;
/** Room for some 20,000 tokens with an account each. */
const maxVerdictBytes = 32 * 1024 * 1024;
const maxConferenceBytes = 8 * 1024 * 1024;
const revalidationRetryMs = 15_000;
const entitlementWaitMs = 1_000;
const renewalKnownForMs = 3_600_000;
const renewalRepeatedForMs = 60_000;
/** How often the refused tokens of one account are logged. */
const revocationQuietMs = 60_000;
const maxLoggedRevocations = 1_000;

export function createAuth({ config, crossbar, clock, loginLimits, clients, log, onError }: AuthOptions): Auth {
  const { recheckIntervalMs } = config;
  const now = (): number => clock.now();
  const verification = createVerification(config, log);
  const sessions = new SessionRegistry(now);
  sessions.events.on('error', onError);
  const claimsOf: ClaimsOf = (token) => sessions.identityOf(token)?.claims ?? readTokenClaims(token);
  const tokenRequests = new TokenRequests(crossbar, verification.tokens, claimsOf, clock);
  tokenRequests.events.on('account', (account) => loginLimits.learnNames(account));
  const accountsAbove = new AccountsAbove();
  const timezones = new AccountTimezones(accountsAbove);
  tokenRequests.events.on('account', (account) => timezones.learn(account));
  const { service, keys, ready } = createOwnIdentity(config, crossbar, now, log);
  const accountAccess = createAccountAccess(config, tokenRequests, keys);
  const restriction = config.restrictUsers ? createUserRestriction(config, tokenRequests, sessions) : undefined;
  const ownerFor: OwnerScope | undefined =
    restriction && ((scope, accountId) => restriction.ownerFor(scope, accountId));
  const revalidation = new TokenRevalidation({
    sessions,
    accountAccess,
    restriction: restriction && { rule: restriction, claimsOf },
    intervalMs: recheckIntervalMs,
    retryMs: revalidationRetryMs,
    onError,
  });
  accountAccess.events.on('unconfirmed', (token, accountId) => void revalidation.revalidate(token, accountId));
  tokenRequests.events.on('tokenRefused', (token, error) => accountAccess.refuseToken(token, error));
  const noteRevocation = revocationLog(claimsOf, log);
  accountAccess.events.on('tokenRefused', (token, error, wasVouchedFor) => {
    if (wasVouchedFor) noteRevocation(token, error);
    service?.refuse(token);
    sessions.endToken(token, error);
  });
  const signIn = new SignIn({
    identify: (token, clientInfo) => tokenRequests.identify(token, clientInfo),
    accountAccess,
    sessions,
  });
  const extend = (oldToken: string, newToken: string, claims: TokenClaims): void => {
    sessions.extend(oldToken, newToken, claims);
    revalidation.inherit(oldToken, newToken);
  };
  const renewal = createTokenRenewal(tokenRequests, now);
  let shared: SharedTokens | undefined;
  return {
    now,
    sessions,
    accountAccess,
    timezones,
    conferenceOwnership: createConferenceOwnership(config, tokenRequests),
    ownerFor,
    signIn,
    login: new Login({
      requestLogin: async (credentials, clientInfo) => renewal.describe(await login(crossbar, credentials, clientInfo)),
      requestRefresh: (token, clientInfo) => renewal.renew(token, clientInfo),
      limits: loginLimits,
      sessions: {
        extend(oldToken, newToken, claims) {
          extend(oldToken, newToken, claims);
          shared?.refreshed(oldToken, newToken);
        },
      },
      accountAccess,
      ownerFor,
      onLogin: clients.onLogin,
    }),
    accountsAbove,
    upstreamTokens: new UpstreamTokens({
      sessions,
      above: accountsAbove,
      service,
      verify: (token, accountId) => accountAccess.verify(token, accountId, {}),
      revalidate: (token, accountId, isUrgent) => revalidation.revalidate(token, accountId, isUrgent),
      entitledForMs: recheckIntervalMs,
      entitlementWaitMs,
    }),
    tokenRequests,
    verificationQueue: verification.queue,
    listVerifier: verification.lists,
    listQueue: verification.listQueue,
    ready,
    shareTokens(channel) {
      shared = shareTokens(channel, { sessions, signIn, revalidation, accountAccess, extend, onError });
    },
    close() {
      revalidation.close();
      service?.close();
      verification.close();
    },
  };
}

interface SharingParts extends Pick<Auth, 'sessions' | 'signIn' | 'accountAccess'> {
  readonly revalidation: TokenRevalidation;
  readonly extend: (oldToken: string, newToken: string, claims: TokenClaims) => void;
  readonly onError: (error: unknown) => void;
}

function shareTokens(channel: TokenChannel, parts: SharingParts): SharedTokens {
  const { sessions, signIn, accountAccess, revalidation, extend, onError } = parts;
  const shared = new SharedTokens({
    channel,
    sessions,
    check: (token) => signIn.check(token, {}),
    extend,
    revalidate: (token, accountId) => revalidation.revalidate(token, accountId),
    onError,
  });
  accountAccess.events.on('tokenRefused', (token, { code }, wasVouchedFor) => {
    // Each instance knows by itself when a token expires.
    if (wasVouchedFor && code !== 'TOKEN_EXPIRED') shared.revoked(token);
  });
  return shared;
}

function createAccountAccess(
  { authorityTtlMs }: Config,
  tokenRequests: TokenRequests,
  keys: OwnIdentity['keys'],
): AccountAccess {
  return new AccountAccess({
    verdicts: new AccountVerdicts({
      authorizedForMs: authorityTtlMs,
      refusedForMs: Math.min(maxRefusedForMs, authorityTtlMs),
      maxBytes: maxVerdictBytes,
    }),
    fetchAccount: (token, accountId, clientInfo, isUrgent) =>
      tokenRequests.fetchAccount(token, accountId, clientInfo, isUrgent),
    prove: keys && ((token) => keys.prove(token)),
  });
}

/** Returns what logs that a good token is refused, but for one that has merely expired. */
function revocationLog(claimsOf: ClaimsOf, log: Log): (token: string, error: GatewayError) => void {
  const revocations = new LogThrottle({ quietMs: revocationQuietMs, maxKeys: maxLoggedRevocations });
  return (token, { code }) => {
    if (code === 'TOKEN_EXPIRED') return;
    const { accountId, ownerId: userId } = claimsOf(token) ?? {};
    revocations.log(accountId ?? '', (withheld) =>
      log.info({ accountId, userId, withheld }, 'Kazoo refuses a token that it took before; its sessions end'),
    );
  };
}

function createTokenRenewal(tokenRequests: TokenRequests, now: () => number): TokenRenewal {
  return new TokenRenewal({
    requestRefresh: (token, clientInfo) => tokenRequests.refresh(token, clientInfo),
    knownForMs: renewalKnownForMs,
    repeatedForMs: renewalRepeatedForMs,
    now,
  });
}

function createConferenceOwnership({ authorityTtlMs }: Config, tokenRequests: TokenRequests): ConferenceOwnership {
  return new ConferenceOwnership({
    confirmConference: (token, accountId, conferenceId, clientInfo) =>
      tokenRequests.confirmConference(token, accountId, conferenceId, clientInfo),
    confirmedForMs: authorityTtlMs,
    maxBytes: maxConferenceBytes,
  });
}

function createUserRestriction(
  { authorityTtlMs, recheckIntervalMs }: Config,
  tokenRequests: TokenRequests,
  sessions: SessionRegistry,
): UserRestriction {
  return new UserRestriction({
    isAdministrator: (token, accountId, userId, clientInfo, isUrgent) =>
      tokenRequests.isAdministrator(token, accountId, userId, clientInfo, isUrgent),
    knownForMs: authorityTtlMs,
    maxEntries,
    rememberedForMs: Math.max(standingForMs, 2 * recheckIntervalMs),
    onDemoted: (principal) =>
      sessions.endPrincipal(
        principal,
        new GatewayError('FORBIDDEN', 'You are no longer an administrator. Connect again.'),
      ),
  });
}

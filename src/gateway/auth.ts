import { AccountAccess } from '../auth/account-access.ts';
import { ConferenceOwnership } from '../auth/conference-ownership.ts';
import { ServiceIdentity } from '../auth/service-identity.ts';
import { SessionRegistry } from '../auth/session-registry.ts';
import { SignIn } from '../auth/sign-in.ts';
import { SigningKeys } from '../auth/signing-keys.ts';
import { TokenRevalidation } from '../auth/token-revalidation.ts';
import { TokenVerifier } from '../auth/token-verifier.ts';
import { UpstreamTokens } from '../auth/upstream-tokens.ts';
import { type OwnerScope, UserRestriction } from '../auth/user-restriction.ts';
import { VerificationQueue } from '../auth/verification-queue.ts';
import type { Config } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import { type Account, fetchAccount } from '../kazoo/requests/accounts.ts';
import { isAdministrator } from '../kazoo/requests/administrators.ts';
import { apiAuth } from '../kazoo/requests/api-auth.ts';
import { confirmConference } from '../kazoo/requests/conferences.ts';
import { fetchPublicKeys } from '../kazoo/requests/public-keys.ts';
import { identify } from '../kazoo/requests/token.ts';
import { readTokenClaims } from '../kazoo/token-claims.ts';
import { addressBlock } from '../limits/client-addresses.ts';
import type { Log } from '../telemetry/log.ts';

/** Who may do what, from a client's token to the one that opens an account's socket. */
export interface Auth {
  readonly sessions: SessionRegistry;
  readonly accountAccess: AccountAccess;
  readonly conferenceOwnership: ConferenceOwnership;
  /** Absent where whoever may act on an account sees all of it. */
  readonly ownerFor: OwnerScope | undefined;
  readonly signIn: SignIn;
  readonly upstreamTokens: UpstreamTokens;
  readonly checks: VerificationQueue;
  /** Resolves when the gateway's own identity and Kazoo's keys are there, or cannot be had soon: clients that come then wait least. */
  readonly ready: Promise<void>;
  close(): void;
}

export interface AuthListener {
  /** Kazoo, asked at `askedAt`, said what an account is like; at least as often as tokens are checked again. */
  onAccount(account: Account, askedAt: Date): void;
  onError(error: unknown): void;
}

const refusedAuthorityMs = 5_000;
const maxEntries = 100_000;
const maxWaitingChecks = 20_000;
/** Kazoo fills its bucket of 100 with 10 tokens a second: ten seconds after the last refusal it is full. */
const limitedForMs = 10_000;
/** Kazoo adds tokens once a second. */
const maxCheckIntervalMs = 1_000;
const doubtedForMs = 60_000;
const revalidationRetryMs = 15_000;
const refetchKeysAfterMs = 60_000;
const entitlementWaitMs = 1_000;
const startWaitMs = 2_000;

export function createAuth(config: Config, crossbar: Crossbar, log: Log, { onAccount, onError }: AuthListener): Auth {
  const checks = new VerificationQueue({
    limitedIntervalMs: 1_000 / config.limitedChecksPerSecond,
    maxIntervalMs: maxCheckIntervalMs,
    limitedForMs,
    maxRunning: config.maxConcurrentChecks,
    maxWaiting: maxWaitingChecks,
    maxWaitMs: config.maxCheckWaitMs,
    onLimited: (accountId, waiting) => log.warn({ accountId, waiting }, 'Kazoo limits checks of tokens; they wait'),
    onRecovered: (accountId, forMs) =>
      log.info({ accountId, limitedForMs: Math.round(forMs) }, 'Kazoo takes checks of tokens again'),
  });
  const tokenVerifier = new TokenVerifier(checks, doubtedForMs);
  function inTurn<Answer>(token: string, { clientIp }: ClientInfo, ask: () => Promise<Answer>, isUrgent = true) {
    return tokenVerifier.run(token, clientIp && addressBlock(clientIp), ask, isUrgent);
  }

  const sessions = new SessionRegistry();
  const { service, keys, ready } = ownIdentity(config, crossbar, log);
  async function askForAccount(token: string, accountId: string, clientInfo: ClientInfo): Promise<Account> {
    const askedAt = new Date();
    const account = await fetchAccount(crossbar, token, accountId, clientInfo);
    onAccount(account, askedAt);
    return account;
  }
  const accountAccess = new AccountAccess({
    fetchAccount: (token, accountId, clientInfo) =>
      inTurn(token, clientInfo, () => askForAccount(token, accountId, clientInfo)),
    refetchAccount: (token, accountId, isUrgent) =>
      inTurn(token, {}, () => askForAccount(token, accountId, {}), isUrgent),
    grantedForMs: config.authorityTtlMs,
    refusedForMs: Math.min(refusedAuthorityMs, config.authorityTtlMs),
    maxEntries,
    ...(keys === undefined ? {} : { prove: (token: string) => keys.prove(token) }),
    onUnconfirmed: (token, accountId) => void revalidation.check(token, accountId),
    onTokenRefused(token, error) {
      service?.refuse(token);
      sessions.endToken(token, error);
    },
  });
  const restriction = config.restrictUsers
    ? new UserRestriction({
        isAdministrator: (token, accountId, userId, clientInfo) =>
          inTurn(token, clientInfo, () => isAdministrator(crossbar, token, accountId, userId, clientInfo)),
        knownForMs: config.authorityTtlMs,
        maxEntries,
        onDemoted: (principal) => sessions.endPrincipal(principal, demoted()),
      })
    : undefined;
  const revalidation = new TokenRevalidation({
    sessions,
    accountAccess: {
      async revalidate(token, accountId, isUrgent) {
        const account = await accountAccess.revalidate(token, accountId, isUrgent);
        const claims = readTokenClaims(token);
        if (claims !== undefined) await restriction?.isRestricted(token, claims, {});
        return account;
      },
    },
    intervalMs: config.recheckIntervalMs,
    retryMs: revalidationRetryMs,
    onError,
  });
  const upstreamTokens = new UpstreamTokens({
    sessions,
    service,
    check: (token, accountId) => accountAccess.verify(token, accountId, {}),
    revalidate: (token, accountId) => revalidation.check(token, accountId, true),
    entitledForMs: config.recheckIntervalMs,
    entitlementWaitMs,
  });
  const signIn = new SignIn({
    // Only an opaque token costs a question.
    identify: (token, clientInfo) =>
      readTokenClaims(token) === undefined
        ? inTurn(token, clientInfo, () => identify(crossbar, token, clientInfo))
        : identify(crossbar, token, clientInfo),
    accountAccess,
  });
  const conferenceOwnership = new ConferenceOwnership({
    confirmConference: (token, accountId, conferenceId, clientInfo) =>
      inTurn(token, clientInfo, () => confirmConference(crossbar, token, accountId, conferenceId, clientInfo)),
    confirmedForMs: config.authorityTtlMs,
    maxEntries,
  });
  return {
    sessions,
    accountAccess,
    conferenceOwnership,
    ownerFor: restriction && ((context, accountId) => restriction.ownerFor(context, accountId)),
    signIn,
    upstreamTokens,
    checks,
    ready,
    close() {
      revalidation.close();
      service?.close();
      checks.close();
    },
  };
}

interface OwnIdentity {
  readonly service: ServiceIdentity | undefined;
  /** Absent where the gateway will never know a key. */
  readonly keys: SigningKeys | undefined;
  readonly ready: Promise<void>;
}

function ownIdentity(config: Config, crossbar: Crossbar, log: Log): OwnIdentity {
  const { kazooApiKey: apiKey, kazooPublicKeys } = config;
  const given = new Map(kazooPublicKeys.map(({ keyId, publicKey }) => [keyId, publicKey]));
  if (apiKey === undefined) {
    const keys =
      given.size === 0 ? undefined : new SigningKeys({ given, fetchKeys: () => undefined, refetchAfterMs: 0 });
    return { service: undefined, keys, ready: Promise.resolve() };
  }

  const keys = new SigningKeys({
    given,
    fetchKeys: () => (service.token === undefined ? undefined : fetchKeys(service.token)),
    refetchAfterMs: refetchKeysAfterMs,
  });
  async function fetchKeys(token: string) {
    try {
      const learned = await fetchPublicKeys(crossbar, token);
      log.info({ keyIds: [...learned.keys()] }, "read Kazoo's public keys");
      return learned;
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "cannot read Kazoo's public keys; Kazoo is asked about each token");
      return undefined;
    }
  }
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const service = new ServiceIdentity({
    login: () => apiAuth(crossbar, apiKey),
    backoff: { baseMs: config.reconnectBaseMs, maxMs: config.reconnectMaxMs },
    onLoggedIn() {
      log.info('logged in with the API key');
      void keys.learn().then(settle);
    },
    onFailed(error, retryInMs) {
      log.warn({ reason: reasonOf(error), retryInMs }, 'cannot log in with the API key');
      settle();
    },
  });
  service.start();
  const deadline = setTimeout(settle, startWaitMs);
  return { service, keys, ready: settled.finally(() => clearTimeout(deadline)) };
}

function demoted(): GatewayError {
  return new GatewayError('FORBIDDEN', 'You are no administrator any more. Connect again.');
}

/** The words only: whatever else an error holds may come from Kazoo's answer to a secret. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

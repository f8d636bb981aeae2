import { Authority } from '../auth/authority.ts';
import { CheckQueue } from '../auth/check-queue.ts';
import { ConferenceOwnership } from '../auth/conference-ownership.ts';
import { Rechecks } from '../auth/rechecks.ts';
import { ServiceIdentity } from '../auth/service-identity.ts';
import { Sessions } from '../auth/sessions.ts';
import { SignIn } from '../auth/sign-in.ts';
import { SigningKeys } from '../auth/signing-keys.ts';
import { SocketTokens } from '../auth/socket-tokens.ts';
import { TokenChecks } from '../auth/token-checks.ts';
import { type OwnerFor, UserRestriction } from '../auth/user-restriction.ts';
import type { Config } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import type { Caller } from '../kazoo/caller.ts';
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
export interface Admission {
  readonly sessions: Sessions;
  readonly authority: Authority;
  readonly conferenceOwnership: ConferenceOwnership;
  /** Absent where whoever may act on an account sees all of it. */
  readonly ownerFor: OwnerFor | undefined;
  readonly signIn: SignIn;
  readonly socketTokens: SocketTokens;
  readonly checks: CheckQueue;
  /** Resolves when the gateway's own identity and Kazoo's keys are there, or cannot be had soon: clients that come then wait least. */
  readonly ready: Promise<void>;
  close(): void;
}

export interface AdmissionListener {
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
const recheckRetryMs = 15_000;
const refetchKeysAfterMs = 60_000;
const entitlementWaitMs = 1_000;
const startWaitMs = 2_000;

export function openAdmission(
  config: Config,
  crossbar: Crossbar,
  log: Log,
  { onAccount, onError }: AdmissionListener,
): Admission {
  const checks = new CheckQueue({
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
  const tokenChecks = new TokenChecks(checks, doubtedForMs);
  function inTurn<Answer>(token: string, { clientIp }: Caller, ask: () => Promise<Answer>, isUrgent = true) {
    return tokenChecks.run(token, clientIp && addressBlock(clientIp), ask, isUrgent);
  }

  const sessions = new Sessions();
  const { service, keys, ready } = ownIdentity(config, crossbar, log);
  async function askForAccount(token: string, accountId: string, caller: Caller): Promise<Account> {
    const askedAt = new Date();
    const account = await fetchAccount(crossbar, token, accountId, caller);
    onAccount(account, askedAt);
    return account;
  }
  const authority = new Authority({
    fetchAccount: (token, accountId, caller) => inTurn(token, caller, () => askForAccount(token, accountId, caller)),
    refetchAccount: (token, accountId, isUrgent) =>
      inTurn(token, {}, () => askForAccount(token, accountId, {}), isUrgent),
    grantedForMs: config.authorityTtlMs,
    refusedForMs: Math.min(refusedAuthorityMs, config.authorityTtlMs),
    maxEntries,
    ...(keys === undefined ? {} : { prove: (token: string) => keys.prove(token) }),
    onUnconfirmed: (token, accountId) => void rechecks.check(token, accountId),
    onTokenRefused(token, error) {
      service?.refuse(token);
      sessions.endToken(token, error);
    },
  });
  const restriction = config.restrictUsers
    ? new UserRestriction({
        isAdministrator: (token, accountId, userId, caller) =>
          inTurn(token, caller, () => isAdministrator(crossbar, token, accountId, userId, caller)),
        knownForMs: config.authorityTtlMs,
        maxEntries,
        onDemoted: (principal) => sessions.endPrincipal(principal, demoted()),
      })
    : undefined;
  const rechecks = new Rechecks({
    sessions,
    authority: {
      async recheck(token, accountId, isUrgent) {
        const account = await authority.recheck(token, accountId, isUrgent);
        const claims = readTokenClaims(token);
        if (claims !== undefined) await restriction?.isRestricted(token, claims, {});
        return account;
      },
    },
    intervalMs: config.recheckIntervalMs,
    retryMs: recheckRetryMs,
    onError,
  });
  const socketTokens = new SocketTokens({
    sessions,
    service,
    check: (token, accountId) => authority.check(token, accountId, {}),
    recheck: (token, accountId) => rechecks.check(token, accountId, true),
    entitledForMs: config.recheckIntervalMs,
    entitlementWaitMs,
  });
  const signIn = new SignIn({
    // Only an opaque token costs a question.
    identify: (token, caller) =>
      readTokenClaims(token) === undefined
        ? inTurn(token, caller, () => identify(crossbar, token, caller))
        : identify(crossbar, token, caller),
    authority,
  });
  const conferenceOwnership = new ConferenceOwnership({
    confirmConference: (token, accountId, conferenceId, caller) =>
      inTurn(token, caller, () => confirmConference(crossbar, token, accountId, conferenceId, caller)),
    confirmedForMs: config.authorityTtlMs,
    maxEntries,
  });
  return {
    sessions,
    authority,
    conferenceOwnership,
    ownerFor: restriction && ((context, accountId) => restriction.ownerFor(context, accountId)),
    signIn,
    socketTokens,
    checks,
    ready,
    close() {
      rechecks.close();
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

import { EventEmitter } from 'node:events';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { AuthSession } from '../kazoo/requests/auth-session.ts';
import type { LoginCredentials } from '../kazoo/requests/login-credentials.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { LoginLimits } from '../limits/logins/login-limits.ts';
import type { MaybePromise } from '../scheduling/steps.ts';
import { noteOutcome } from '../telemetry/metrics.ts';
import { traced } from '../telemetry/tracing.ts';
import type { AccountAccess } from './account-access.ts';
import type { SessionScope } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';
import { reauthorizeStreams } from './stream-reauthorization.ts';
import type { OwnerScope } from './user-restriction.ts';

export interface LoginOptions {
  readonly requestLogin: (credentials: LoginCredentials, clientInfo: ClientInfo) => Promise<AuthSession>;
  readonly requestRefresh: (token: string, clientInfo: ClientInfo) => Promise<AuthSession>;
  readonly limits: Pick<LoginLimits, 'attempt'>;
  readonly sessions: Pick<SessionRegistry, 'extend'>;
  readonly accountAccess: Pick<AccountAccess, 'authorize'>;
  /** Default: a session sees the resources of all users. */
  readonly ownerFor?: OwnerScope | undefined;
  /** Called after each login, with `success` or the code of its error. */
  readonly onLogin: (clientInfo: ClientInfo, outcome: string) => void;
}

export interface LoginEvents {
  /** Kazoo has taken these credentials for this. */
  readonly loggedIn: [authSession: AuthSession, credentials: LoginCredentials];
}

/** The mutations `login` and `refreshToken`: from credentials to the identity of a session. */
export class Login {
  readonly events = new EventEmitter<LoginEvents>();
  readonly #options: LoginOptions;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /**
   * Logs in with Kazoo and signs the session in. Streams that the new identity may not see end.
   *
   * @throws `RATE_LIMITED` after too many failed logins, what Kazoo says of the credentials, or
   * what `Session.signIn` throws.
   */
  async logIn(credentials: LoginCredentials, scope: SessionScope): Promise<AuthSession> {
    const { accountAccess, ownerFor, onLogin } = this.#options;
    const { session, clientInfo } = scope;
    const authSession = await noteOutcome(
      () => this.#attempt(credentials, clientInfo),
      (outcome) => onLogin(clientInfo, outcome),
    );
    this.events.emit('loggedIn', authSession, credentials);
    session.signIn(authSession.authToken, claimsOfLogin(authSession));
    await reauthorizeStreams(scope, accountAccess, ownerFor);
    return authSession;
  }

  /**
   * Exchanges the session's token for a newer one, in every session that holds it. Streams go on.
   *
   * @throws `UNAUTHENTICATED` or `TOKEN_EXPIRED` without a token that Kazoo accepts;
   * `RENEWAL_NOT_ALLOWED` where Kazoo does not renew it.
   */
  async refresh({ session, clientInfo }: SessionScope): Promise<AuthSession> {
    const { requestRefresh, sessions } = this.#options;
    const { token } = session.require();
    const authSession = await requestRefresh(token, clientInfo);
    // All clients of a token ask at the same time, and the first has extended all of their sessions.
    if (authSession.authToken !== token) sessions.extend(token, authSession.authToken, claimsOfLogin(authSession));
    return authSession;
  }

  #attempt(credentials: LoginCredentials, clientInfo: ClientInfo): MaybePromise<AuthSession> {
    const { requestLogin, limits } = this.#options;
    return traced('login', { 'kazoo.request_id': clientInfo.requestId }, () =>
      limits.attempt(credentials, addressBlock(clientInfo.clientIp), () => requestLogin(credentials, clientInfo)),
    );
  }
}

function claimsOfLogin({ accountId, ownerId, expiresAt }: AuthSession): TokenClaims {
  return { accountId, ownerId: ownerId ?? undefined, expiresAtMs: expiresAt?.getTime() };
}

import { EventEmitter } from 'node:events';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { AmbiguousRefusal } from '../kazoo/crossbar/ambiguous-refusal.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import type { CrossbarEnvelope } from '../kazoo/crossbar/crossbar-envelope.ts';
import { forbidden } from '../kazoo/crossbar/crossbar-error.ts';
import type { CrossbarMethod, CrossbarRequest } from '../kazoo/crossbar/crossbar-request.ts';
import type { KazooClock } from '../kazoo/kazoo-clock.ts';
import { type Account, fetchAccount } from '../kazoo/requests/accounts.ts';
import { isAdministrator } from '../kazoo/requests/administrators.ts';
import type { AuthSession } from '../kazoo/requests/auth-session.ts';
import { confirmConference } from '../kazoo/requests/conferences.ts';
import { fetchTokenClaims, identify } from '../kazoo/requests/token.ts';
import { refreshToken } from '../kazoo/requests/token-refresh.ts';
import { isExpired, type TokenClaims } from '../kazoo/token-claims.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { MaybePromise } from '../scheduling/steps.ts';
import type { TokenVerifier } from './verification/token-verifier.ts';

/** Returns the claims of a token; undefined for one that only Kazoo can read. */
export type ClaimsOf = (token: string) => TokenClaims | undefined;

export interface TokenRequestsEvents {
  /** Kazoo, asked at `askedAtMs` of `performance.now()`, described an account. */
  readonly account: [account: Account, askedAtMs: number];
  /** Kazoo refused the token of a request that was not `fetchAccount`, which throws that. */
  readonly tokenRefused: [token: string, error: GatewayError];
}

/**
 * The requests to Kazoo with the tokens of clients. Those that decide what a token may do are sent
 * through the token verifier. What Kazoo says below an account may be about the account only: then
 * `GET /token_auth`, with no account in its path, is asked about the token.
 */
export class TokenRequests {
  readonly events = new EventEmitter<TokenRequestsEvents>();
  readonly #crossbar: Crossbar;
  readonly #verifier: Pick<TokenVerifier, 'run' | 'runWithoutAccount'>;
  readonly #claimsOf: ClaimsOf;
  readonly #clock: Pick<KazooClock, 'now' | 'isConfirmed'>;
  /** By urgency and token: the token's own account, for which Kazoo is being asked. */
  readonly #confirming = new Map<string, Promise<string>>();

  constructor(
    crossbar: Crossbar,
    verifier: Pick<TokenVerifier, 'run' | 'runWithoutAccount'>,
    claimsOf: ClaimsOf,
    clock: Pick<KazooClock, 'now' | 'isConfirmed'>,
  ) {
    this.#crossbar = crossbar;
    this.#verifier = verifier;
    this.#claimsOf = claimsOf;
    this.#clock = clock;
  }

  /**
   * Resolves with the account if the token may act on it. Only a token that Kazoo accepts is told
   * that it may not: Kazoo looks up the account before it reads the token (rest.md section 1), and
   * would tell anybody which ids exist.
   *
   * @param isUrgent whether somebody waits for the answer. Default: true
   * @throws as the request `fetchAccount` does
   */
  async fetchAccount(token: string, accountId: string, clientInfo: ClientInfo, isUrgent?: boolean): Promise<Account> {
    const ask = async (): Promise<Account> => {
      const askedAtMs = performance.now();
      const account = await fetchAccount(this.#crossbar, token, accountId, clientInfo);
      this.events.emit('account', account, askedAtMs);
      return account;
    };
    try {
      return await this.#verify(token, clientInfo, ask, isUrgent);
    } catch (error) {
      // Every kind of refusal is followed by the same question, so that the time of the answer tells nothing either.
      if (isKazoosRefusal(error)) await this.#confirm(token, clientInfo, isUrgent);
      throw error;
    }
  }

  isAdministrator(
    token: string,
    accountId: string,
    userId: string,
    clientInfo: ClientInfo,
    isUrgent?: boolean,
  ): Promise<boolean> {
    const ask = () => isAdministrator(this.#crossbar, token, accountId, userId, clientInfo);
    return this.#told(token, this.#verify(token, clientInfo, ask, isUrgent));
  }

  confirmConference(token: string, accountId: string, conferenceId: string, clientInfo: ClientInfo): Promise<void> {
    const ask = () => confirmConference(this.#crossbar, token, accountId, conferenceId, clientInfo);
    return this.#told(token, this.#verify(token, clientInfo, ask));
  }

  /** Exchanges the token for a newer one. @throws as the request `refreshToken` does */
  refresh(token: string, clientInfo: ClientInfo): Promise<AuthSession> {
    const ask = () => refreshToken(this.#crossbar, token, clientInfo);
    return this.#told(token, this.#verify(token, clientInfo, ask));
  }

  /**
   * Returns the claims of a token. Kazoo is asked only about an opaque token, and about an expired
   * one before it has told the time.
   */
  identify(token: string, clientInfo: ClientInfo): MaybePromise<TokenClaims> {
    const now = (): number => this.#clock.now();
    const claims = this.#claimsOf(token);
    const ask = (): MaybePromise<TokenClaims> =>
      identify(this.#crossbar, token, clientInfo, now, () => claims ?? this.#claimsOf(token));
    if (claims === undefined) return this.#verify(token, clientInfo, async () => ask());
    const isTimeKnown = !isExpired(claims, now()) || this.#clock.isConfirmed;
    return isTimeKnown ? ask() : this.#confirm(token, clientInfo).then(ask);
  }

  /**
   * Sends a request that decides nothing about its token, at once. Settles as `Crossbar.request`
   * does.
   */
  async request(method: CrossbarMethod, path: string, options: CrossbarRequest = {}): Promise<CrossbarEnvelope> {
    const { token, clientInfo = {} } = options;
    const answer = this.#crossbar.request(method, path, options);
    return token === undefined ? answer : this.#told(token, this.#judged(token, clientInfo, answer));
  }

  /** Settles as the answer does; a refusal of the token is told, since it concerns its sessions. */
  async #told<Answer>(token: string, answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof GatewayError && error.meaning.scope === 'token')
        this.events.emit('tokenRefused', token, error);
      throw error;
    }
  }

  #verify<Answer>(
    token: string,
    clientInfo: ClientInfo,
    ask: () => Promise<Answer>,
    isUrgent?: boolean,
  ): Promise<Answer> {
    return this.#judged(token, clientInfo, this.#verifier.run(token, originOf(clientInfo), ask, isUrgent), isUrgent);
  }

  /**
   * Settles as the answer does, but an ambiguous refusal becomes `FORBIDDEN`, for the token's own
   * account `UPSTREAM_UNAVAILABLE`, or what Kazoo says of the token.
   */
  async #judged<Answer>(
    token: string,
    clientInfo: ClientInfo,
    answer: Promise<Answer>,
    isUrgent?: boolean,
  ): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof AmbiguousRefusal)) throw error;
      const confirmedId = await this.#confirm(token, clientInfo, isUrgent);
      // By its claims: a token with `as` acts for another account than the one that Kazoo names.
      const ownAccountId = this.#claimsOf(token)?.accountId ?? confirmedId;
      throw error.accountId === ownAccountId ? error : forbidden(error, error.route);
    }
  }

  /**
   * Resolves with the token's own account; concurrent questions about a token share one request.
   */
  #confirm(token: string, clientInfo: ClientInfo, isUrgent = true): Promise<string> {
    // Whoever waits must not wait for an answer that may take its time.
    const key = `${isUrgent} ${token}`;
    let confirming = this.#confirming.get(`true ${token}`) ?? this.#confirming.get(key);
    if (confirming === undefined) {
      const ask = async () => (await fetchTokenClaims(this.#crossbar, token, clientInfo)).accountId;
      confirming = this.#verifier
        .runWithoutAccount(token, originOf(clientInfo), ask, isUrgent)
        .finally(() => this.#confirming.delete(key));
      this.#confirming.set(key, confirming);
    }
    return confirming;
  }
}

/** Without a cause, Kazoo was not asked. */
function isKazoosRefusal(error: unknown): boolean {
  return (
    error instanceof GatewayError &&
    error.code === 'FORBIDDEN' &&
    error.cause !== undefined &&
    !(error.cause instanceof AmbiguousRefusal)
  );
}

function originOf({ clientIp }: ClientInfo): string | undefined {
  return clientIp && addressBlock(clientIp);
}

import { EventEmitter } from 'node:events';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import { type Account, fetchAccount } from '../kazoo/requests/accounts.ts';
import { isAdministrator } from '../kazoo/requests/administrators.ts';
import { confirmConference } from '../kazoo/requests/conferences.ts';
import { identify } from '../kazoo/requests/token.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import type { TokenReader } from '../kazoo/token-reader.ts';
import { addressBlock } from '../limits/client-addresses.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** The requests to Kazoo that decide what a token may do, each sent through the token verifier. */
export class TokenRequests {
  /** `account`: Kazoo, asked at `askedAt`, described an account. */
  readonly events = new EventEmitter<{ account: [account: Account, askedAt: Date] }>();
  readonly #crossbar: Crossbar;
  readonly #verifier: Pick<TokenVerifier, 'run'>;
  readonly #reader: Pick<TokenReader, 'claimsOf'>;

  constructor(crossbar: Crossbar, verifier: Pick<TokenVerifier, 'run'>, reader: Pick<TokenReader, 'claimsOf'>) {
    this.#crossbar = crossbar;
    this.#verifier = verifier;
    this.#reader = reader;
  }

  /**
   * Resolves with the account if the token may act on it.
   *
   * @param isUrgent whether somebody waits for the answer. Default: true
   * @throws as the request `fetchAccount` does
   */
  fetchAccount(token: string, accountId: string, clientInfo: ClientInfo, isUrgent?: boolean): Promise<Account> {
    return this.#verify(
      token,
      clientInfo,
      async () => {
        const askedAt = new Date();
        const account = await fetchAccount(this.#crossbar, token, accountId, clientInfo);
        this.events.emit('account', account, askedAt);
        return account;
      },
      isUrgent,
    );
  }

  isAdministrator(token: string, accountId: string, userId: string, clientInfo: ClientInfo): Promise<boolean> {
    return this.#verify(token, clientInfo, () => isAdministrator(this.#crossbar, token, accountId, userId, clientInfo));
  }

  confirmConference(token: string, accountId: string, conferenceId: string, clientInfo: ClientInfo): Promise<void> {
    return this.#verify(token, clientInfo, () =>
      confirmConference(this.#crossbar, token, accountId, conferenceId, clientInfo),
    );
  }

  /** Resolves with the claims of a token. Kazoo is asked only about an opaque token. */
  identify(token: string, clientInfo: ClientInfo): Promise<TokenClaims> {
    const claimsOf = (read: string): TokenClaims | undefined => this.#reader.claimsOf(read);
    const ask = (): Promise<TokenClaims> => identify(this.#crossbar, token, clientInfo, Date.now, claimsOf);
    return claimsOf(token) === undefined ? this.#verify(token, clientInfo, ask) : ask();
  }

  #verify<Answer>(
    token: string,
    { clientIp }: ClientInfo,
    ask: () => Promise<Answer>,
    isUrgent?: boolean,
  ): Promise<Answer> {
    return this.#verifier.run(token, clientIp && addressBlock(clientIp), ask, isUrgent);
  }
}

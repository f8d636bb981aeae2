import { GatewayError } from '../errors.ts';
import type { Caller } from '../kazoo/caller.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import type { Authority } from './authority.ts';
import type { Session } from './session.ts';

export interface SignInOptions {
  readonly identify: (token: string, caller: Caller) => Promise<TokenClaims>;
  readonly authority: Authority;
}

/** Puts a token that a client presented into its session. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** For one request: an unusable token is remembered, and told only to an operation that needs one. */
  async present(session: Session, token: string, caller: Caller): Promise<void> {
    try {
      session.signIn(token, await this.#options.identify(token, caller));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      session.refuse(error);
    }
  }

  /**
   * For a connection: Kazoo has to confirm the token first, or its own signature.
   *
   * @throws `TOKEN_EXPIRED` or `UNAUTHENTICATED` for an unusable token, or what made asking Kazoo impossible.
   */
  async confirm(session: Session, token: string, caller: Caller): Promise<void> {
    const claims = await this.#options.identify(token, caller);
    await this.#options.authority.admit(token, claims.accountId, caller);
    session.signIn(token, claims);
  }
}

import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { sharedToken, type TokenClaims } from '../kazoo/token-claims.ts';
import type { AccountAccess } from './account-access.ts';
import type { Session } from './session.ts';

export interface SignInOptions {
  readonly identify: (token: string, clientInfo: ClientInfo) => Promise<TokenClaims>;
  readonly accountAccess: AccountAccess;
}

/** Kazoo's own have some hundred characters, and its web server takes no header longer than half of this. What is known of tokens is kept by them. */
const maxTokenLength = 8_192;

/** Puts a token that a client presented into its session. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** For one request: an unusable token is remembered, and told only to an operation that needs one. */
  async present(session: Session, token: string, clientInfo: ClientInfo): Promise<void> {
    try {
      session.signIn(token, await this.#identify(token, clientInfo));
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
  async confirm(session: Session, presented: string, clientInfo: ClientInfo): Promise<void> {
    const claims = await this.#identify(presented, clientInfo);
    const token = sharedToken(presented);
    const { accountAccess } = this.#options;
    if (!accountAccess.hasGranted(token, claims.accountId))
      await accountAccess.authorize(token, claims.accountId, clientInfo);
    session.signIn(token, claims);
  }

  #identify(token: string, clientInfo: ClientInfo): Promise<TokenClaims> {
    if (token.length > maxTokenLength)
      throw new GatewayError('UNAUTHENTICATED', 'The token is too long to be one of Kazoo; log in again.');
    return this.#options.identify(token, clientInfo);
  }
}

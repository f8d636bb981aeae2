import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { TokenClaims } from '../kazoo/token-claims.ts';
import { isTokenText } from '../kazoo/token-text.ts';
import { type MaybePromise, type Steps, settled, takeSteps } from '../scheduling/steps.ts';
import type { AccountAccess } from './account-access.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface SignInOptions {
  /** Reads the claims of a token, from Kazoo if need be. */
  readonly identify: (token: string, clientInfo: ClientInfo) => MaybePromise<TokenClaims>;
  readonly accountAccess: Pick<AccountAccess, 'authorize'>;
  readonly sessions: Pick<SessionRegistry, 'identityOf'>;
}

/** A token that Kazoo, or its signature, has confirmed. */
export interface CheckedToken {
  /** The text that sessions hold already, where some do. */
  readonly token: string;
  readonly claims: TokenClaims;
}

/**
 * Kazoo's tokens have some hundred characters. Many wait at once to be verified, so their length is
 * bounded.
 */
const maxTokenLength = 8_192;

/** Signs sessions in with the tokens that clients present. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /**
   * Signs a request's session in without asking whether Kazoo accepts the token: each operation
   * does that by itself. A token that cannot be used is refused only to operations that need one.
   */
  async present(session: Session, token: string, clientInfo: ClientInfo): Promise<void> {
    try {
      session.signIn(token, await this.#identify(token, clientInfo));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      session.refuse(error);
    }
  }

  /**
   * Signs a connection's session in once Kazoo, or the token's signature, has confirmed the token:
   * at once if that has happened lately.
   *
   * @throws `TOKEN_EXPIRED` or `UNAUTHENTICATED` for a token that cannot be used, or the reason why
   * Kazoo gave no answer.
   */
  confirm(session: Session, presented: string, clientInfo: ClientInfo): MaybePromise<void> {
    return takeSteps(this.#confirm(session, presented, clientInfo));
  }

  /**
   * Resolves once Kazoo, or the token's signature, has confirmed the token. @throws as `confirm`
   * does.
   */
  check(presented: string, clientInfo: ClientInfo): MaybePromise<CheckedToken> {
    return takeSteps(this.#check(presented, clientInfo));
  }

  *#confirm(session: Session, presented: string, clientInfo: ClientInfo): Steps<void> {
    const { token, claims } = yield* this.#check(presented, clientInfo);
    session.signIn(token, claims);
  }

  *#check(presented: string, clientInfo: ClientInfo): Steps<CheckedToken> {
    const claims = yield* settled(this.#identify(presented, clientInfo));
    const { accountAccess, sessions } = this.#options;
    // The thousand connections of a wallboard bring one token, which is kept once.
    const token = sessions.identityOf(presented)?.token ?? presented;
    yield* settled(accountAccess.authorize(token, claims.accountId, clientInfo));
    return { token, claims };
  }

  #identify(token: string, clientInfo: ClientInfo): MaybePromise<TokenClaims> {
    if (token.length > maxTokenLength)
      throw new GatewayError('UNAUTHENTICATED', "The token is too long to be one of Kazoo's; log in again.");
    // What a session holds was looked at before.
    if (this.#options.sessions.identityOf(token) === undefined && !isTokenText(token))
      throw new GatewayError('UNAUTHENTICATED', 'What was sent is not a token as Kazoo writes them; log in again.');
    return this.#options.identify(token, clientInfo);
  }
}

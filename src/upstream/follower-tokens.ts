import type { Followers } from './followers.ts';
import type { TokenSource } from './socket/token-source.ts';

/** Offers the tokens of those who follow an account; only where there is none, a reseller's. */
export class FollowerTokens implements TokenSource {
  readonly #tokens: TokenSource;
  readonly #followers: Pick<Followers, 'resellerIds'>;

  constructor(tokens: TokenSource, followers: Pick<Followers, 'resellerIds'>) {
    this.#tokens = tokens;
    this.#followers = followers;
  }

  tokenFor(accountId: string): string | undefined {
    for (const followed of [accountId, ...this.#followers.resellerIds]) {
      const token = this.#tokens.tokenFor(followed);
      if (token !== undefined) return token;
    }
    return undefined;
  }

  refuseToken(token: string, accountId: string): void {
    this.#tokens.refuseToken(token, accountId);
  }

  forbidToken(token: string, accountId: string): void {
    this.#tokens.forbidToken(token, accountId);
  }
}

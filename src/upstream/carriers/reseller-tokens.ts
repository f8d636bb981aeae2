import type { TokenSource } from '../socket/token-source.ts';

/** Offers the tokens of those who follow a reseller, for the accounts below it. */
export class ResellerTokens implements TokenSource {
  readonly #tokens: TokenSource;
  readonly #resellerId: string;

  constructor(tokens: TokenSource, resellerId: string) {
    this.#tokens = tokens;
    this.#resellerId = resellerId;
  }

  tokenFor(): string | undefined {
    return this.#tokens.tokenFor(this.#resellerId);
  }

  refuseToken(token: string): void {
    this.#tokens.refuseToken(token, this.#resellerId);
  }

  /** The token is forbidden for one account; it serves the others all the same. */
  forbidToken(token: string, accountId: string): void {
    this.#tokens.forbidToken(token, accountId);
  }
}

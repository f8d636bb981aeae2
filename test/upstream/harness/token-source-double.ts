import type { TokenSource } from '../../../src/upstream/socket/token-source.ts';

/** Offers its tokens in their order; those that Kazoo does not take are gone. */
export class TokenSourceDouble implements TokenSource {
  readonly refused: string[] = [];
  readonly forbidden: string[] = [];
  #tokens: readonly string[];

  constructor(...tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  tokenFor(): string | undefined {
    return this.#tokens[0];
  }

  refuseToken(token: string): void {
    this.refused.push(token);
    this.#drop(token);
  }

  forbidToken(token: string): void {
    this.forbidden.push(token);
    this.#drop(token);
  }

  #drop(token: string): void {
    this.#tokens = this.#tokens.filter((candidate) => candidate !== token);
  }
}

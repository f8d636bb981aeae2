import { LRUCache } from 'lru-cache';
import { entryLimit } from '../scheduling/entry-limit.ts';
import { readTokenClaims, type TokenClaims } from './token-claims.ts';

interface Reading {
  readonly token: string;
  readonly claims: TokenClaims | undefined;
}

const maxReadings = 10_000;

/**
 * Reads the claims of tokens, each token once: requests read theirs several times, and decoding
 * costs more than everything else done for a connection.
 */
export class TokenReader {
  readonly #readings = new LRUCache<string, Reading>(entryLimit(maxReadings));

  /** Returns the claims as `readTokenClaims` does, one object for equal tokens. */
  claimsOf(token: string): TokenClaims | undefined {
    return this.#read(token).claims;
  }

  /**
   * Returns one shared copy of the text: the thousand connections of a wallboard bring one token,
   * which is kept once.
   */
  sharedText(token: string): string {
    return this.#read(token).token;
  }

  #read(token: string): Reading {
    const known = this.#readings.get(token);
    if (known !== undefined) return known;
    const reading = { token, claims: readTokenClaims(token) };
    this.#readings.set(token, reading);
    return reading;
  }
}

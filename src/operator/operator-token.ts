import { createHash, timingSafeEqual } from 'node:crypto';
import { FailureBudget } from '../limits/logins/failure-budget.ts';
import { RateLimit } from '../limits/rate-limit.ts';

/** What becomes of a request for what only operators may see. */
export type TokenOutcome =
  | { readonly outcome: 'admitted' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'paused'; readonly seconds: number };

const maxFailures = 10;
const windowMs = 300_000;
const msPerSecond = 1_000;
/**
 * So many tokens of an address that pauses are compared in a second: a token of 16 random
 * characters is never guessed at that pace, and who guesses slower locks out nobody.
 */
const maxComparedInPause = 5;

/** Compares tokens with the operators' own, at the pace at which an address may guess. */
export class OperatorToken {
  readonly #hash: Buffer;
  readonly #failures = new FailureBudget({ maxFailures, windowMs });
  readonly #comparedInPause = new RateLimit({ maxUses: maxComparedInPause, windowMs: msPerSecond });

  constructor(token: string) {
    this.#hash = hashOf(token);
  }

  /**
   * A right token is admitted also while its address pauses: behind one proxy, all have one
   * address, and a guesser among them must not lock the operators out. Then five tokens a second
   * are compared, and others, right ones too, are paused like wrong ones.
   *
   * @param authorization the header of that name
   * @param address on whose account a wrong token is; it pauses after ten, 5 s first, then twice as
   *   long each time
   */
  admit(authorization: string | undefined, address: string): TokenOutcome {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    const pauseMs = this.#failures.pauseMs(address);
    const isCompared = token !== undefined && (pauseMs === 0 || this.#comparedInPause.use(address) === 0);
    if (isCompared && timingSafeEqual(hashOf(token), this.#hash)) return { outcome: 'admitted' };
    if (pauseMs > 0) return { outcome: 'paused', seconds: Math.ceil(pauseMs / msPerSecond) };
    // Whoever sends none guesses nothing.
    if (token !== undefined) this.#failures.fail(address);
    return { outcome: 'refused' };
  }
}

/** A hash has one length for any token, so that the comparison tells nothing of it. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

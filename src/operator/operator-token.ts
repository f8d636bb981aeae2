import { createHash, timingSafeEqual } from 'node:crypto';
import { FailureBudget } from '../limits/logins/failure-budget.ts';

/** What becomes of a request for what only operators may see. */
export type Admission =
  | { readonly outcome: 'admitted' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'paused'; readonly seconds: number };

const maxFailures = 10;
const windowMs = 300_000;
const msPerSecond = 1_000;

/** Compares tokens with the operators' own, at the pace at which an address may guess. */
export class OperatorToken {
  readonly #hash: Buffer;
  readonly #failures = new FailureBudget({ maxFailures, windowMs });

  constructor(token: string) {
    this.#hash = hashOf(token);
  }

  /**
   * @param authorization the header of that name
   * @param address on whose account a wrong token is; it pauses after ten, 5 s first, then twice as
   *   long each time
   */
  admit(authorization: string | undefined, address: string): Admission {
    const pauseMs = this.#failures.pauseMs(address);
    if (pauseMs > 0) return { outcome: 'paused', seconds: Math.ceil(pauseMs / msPerSecond) };
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (token !== undefined && timingSafeEqual(hashOf(token), this.#hash)) return { outcome: 'admitted' };
    // Whoever sends none guesses nothing.
    if (token !== undefined) this.#failures.fail(address);
    return { outcome: 'refused' };
  }
}

/** Of one length for any token, so that the comparison tells nothing of it. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

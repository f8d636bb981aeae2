import { FairQueue } from '../../scheduling/fair-queue.ts';

/** A request to Kazoo about a token that has not been answered yet. */
export interface Verification {
  readonly client: string;
  /** Whether somebody waits for the answer. */
  readonly isUrgent: boolean;
  /** The account from whose bucket Kazoo takes; undefined until the first turn. */
  account: string | undefined;
  readonly accountOf: () => string;
  /**
   * Sends the request. Resolves with false when Kazoo refused it for its rate limit; never rejects.
   */
  readonly attempt: () => Promise<boolean>;
  readonly fail: (error: Error) => void;
}

/** How many urgent verifications go before one that is not, while both wait. */
const urgentInARowMax = 9;

/**
 * Verifications that wait. Urgent ones go first and their clients alternate, but each tenth turn
 * belongs to one that is not urgent: a revoked token must be noticed under load, too.
 */
export class VerificationLine {
  readonly #urgent = new FairQueue<Verification>();
  readonly #background = new Set<Verification>();
  #urgentInARow = 0;

  get size(): number {
    return this.#urgent.size + this.#background.size;
  }

  /** How many of them are urgent. */
  get urgent(): number {
    return this.#urgent.size;
  }

  add(verification: Verification): void {
    if (verification.isUrgent) this.#urgent.enqueue(verification.client, verification);
    else this.#background.add(verification);
  }

  /** Returns whether the verification was in the line. */
  delete(verification: Verification): boolean {
    return this.#urgent.delete(verification.client, verification) || this.#background.delete(verification);
  }

  /**
   * Removes and returns the next verification; undefined when none may go.
   *
   * @param isBackgroundReady whether one that is not urgent may go
   * @param isReady whether an urgent one of this client may go; default: of any
   */
  dequeue(isBackgroundReady: boolean, isReady?: (client: string) => boolean): Verification | undefined {
    const isBackgroundsTurn = this.#urgent.size === 0 || this.#urgentInARow >= urgentInARowMax;
    const background = isBackgroundReady && isBackgroundsTurn ? this.#takeBackground() : undefined;
    if (background !== undefined) return background;
    const urgent = this.#urgent.dequeue(isReady);
    if (urgent === undefined) return isBackgroundReady ? this.#takeBackground() : undefined;
    this.#urgentInARow += 1;
    return urgent;
  }

  #takeBackground(): Verification | undefined {
    for (const verification of this.#background) {
      this.#background.delete(verification);
      this.#urgentInARow = 0;
      return verification;
    }
    return undefined;
  }
}

import type { CrossbarAnswer } from './crossbar-answer.ts';

type Disturbance =
  | { readonly kind: 'answer'; readonly answer: CrossbarAnswer }
  | { readonly kind: 'hang' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'hold'; readonly waiting: (() => void)[] };

interface Disturbed {
  readonly disturbance: Disturbance;
  readonly path: RegExp;
  remaining: number;
}

export interface DisturbedRequests {
  /** Default: every request until undone. */
  readonly count?: number;
  /** Default: every path. */
  readonly path?: RegExp;
}

/** How Crossbar treats the next requests. Each switch returns its undo. */
export class CrossbarFaults {
  readonly #disturbed = new Set<Disturbed>();
  /** The databases of accounts cannot be read, while tokens are judged as ever. */
  isAccountDatabaseDown = false;
  /** Every request is answered 429. */
  isRateLimited = false;

  /** Requests are read and never answered. */
  hang(which?: DisturbedRequests): () => void {
    return this.#disturb({ kind: 'hang' }, which);
  }

  /** Requests wait, and are answered as ever once the returned function is called. */
  hold(which?: DisturbedRequests): () => void {
    const waiting: (() => void)[] = [];
    const undo = this.#disturb({ kind: 'hold', waiting }, which);
    return () => {
      undo();
      for (const answer of waiting.splice(0)) answer();
    };
  }

  /** Requests are answered with this status and an envelope that blames the datastore. */
  failWith(status: number, which?: DisturbedRequests): () => void {
    return this.#disturb({ kind: 'status', status }, which);
  }

  /**
   * Requests are answered with this in an envelope, as when a test brings its own rows. Whether the
   * token is good is not asked.
   */
  answerWith(answer: CrossbarAnswer, which?: DisturbedRequests): () => void {
    return this.#disturb({ kind: 'answer', answer }, which);
  }

  /** Requests are answered 200 with text that is not JSON. */
  answerGarbage(which?: DisturbedRequests): () => void {
    return this.#disturb({ kind: 'garbage' }, which);
  }

  failAccountDatabases(): () => void {
    this.isAccountDatabaseDown = true;
    return () => {
      this.isAccountDatabaseDown = false;
    };
  }

  forceRateLimit(): () => void {
    this.isRateLimited = true;
    return () => {
      this.isRateLimited = false;
    };
  }

  /** Asked once for each request: it uses up one of a counted disturbance. */
  disturbanceOf(path: string): Disturbance | undefined {
    for (const disturbed of this.#disturbed) {
      if (disturbed.remaining <= 0 || !disturbed.path.test(path)) continue;
      disturbed.remaining -= 1;
      return disturbed.disturbance;
    }
    return undefined;
  }

  #disturb(disturbance: Disturbance, { count, path }: DisturbedRequests = {}): () => void {
    const disturbed = { disturbance, path: path ?? /./, remaining: count ?? Number.POSITIVE_INFINITY };
    this.#disturbed.add(disturbed);
    return () => {
      this.#disturbed.delete(disturbed);
    };
  }
}

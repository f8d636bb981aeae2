import type { BlackholeCommand } from './blackhole-command.ts';

export interface SwallowedReplies {
  /** Default: every reply until undone. */
  readonly count?: number;
  readonly matching?: (command: BlackholeCommand) => boolean;
  /**
   * Default `true`: the command does what it says and only its reply is lost, as on 4.3.116 and
   * later under load.
   */
  readonly takesEffect?: boolean;
}

export interface RefusedSubscribes {
  readonly matching: (command: BlackholeCommand) => boolean;
  /** What Kazoo says. */
  readonly error: string;
}

interface Swallow {
  remaining: number;
  readonly matching: (command: BlackholeCommand) => boolean;
  readonly takesEffect: boolean;
}

/** How blackhole treats the next commands. Each switch returns its undo. */
export class BlackholeFaults {
  readonly #swallows = new Set<Swallow>();
  readonly #refusals = new Set<RefusedSubscribes>();
  /** HTTP status for every upgrade, `undefined` to accept. */
  upgradeStatus: number | undefined;
  /** Every command is answered as if the bucket were empty. */
  isRateLimited = false;
  replyDelayMs = 0;

  swallowReplies({ count, matching, takesEffect }: SwallowedReplies = {}): () => void {
    const swallow = {
      remaining: count ?? Number.POSITIVE_INFINITY,
      matching: matching ?? (() => true),
      takesEffect: takesEffect ?? true,
    };
    this.#swallows.add(swallow);
    return () => {
      this.#swallows.delete(swallow);
    };
  }

  /** Subscribes are answered with an error, as when a module was unloaded. */
  refuseSubscribes(refusal: RefusedSubscribes): () => void {
    this.#refusals.add(refusal);
    return () => {
      this.#refusals.delete(refusal);
    };
  }

  refusalOf(command: BlackholeCommand): string | undefined {
    if (command.action !== 'subscribe') return undefined;
    return [...this.#refusals].find(({ matching }) => matching(command))?.error;
  }

  rejectUpgrades(status: number): () => void {
    this.upgradeStatus = status;
    return () => {
      this.upgradeStatus = undefined;
    };
  }

  forceRateLimit(): () => void {
    this.isRateLimited = true;
    return () => {
      this.isRateLimited = false;
    };
  }

  delayReplies(milliseconds: number): () => void {
    this.replyDelayMs = milliseconds;
    return () => {
      this.replyDelayMs = 0;
    };
  }

  /** Asked once for each command: it uses up one of a counted swallow. */
  fateOf(command: BlackholeCommand): 'answered' | 'unanswered' | 'ignored' {
    for (const swallow of this.#swallows) {
      if (swallow.remaining <= 0 || !swallow.matching(command)) continue;
      swallow.remaining -= 1;
      return swallow.takesEffect ? 'unanswered' : 'ignored';
    }
    return 'answered';
  }
}

import { GatewayError } from '../../errors.ts';
import { FairQueue } from '../../scheduling/fair-queue.ts';
import { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { KeyedCount } from '../keyed-count.ts';
import type { FailureBudget } from './failure-budget.ts';

export interface AttemptGateOptions {
  readonly budget: FailureBudget;
  /** How long an attempt may wait until others have ended. */
  readonly maxWaitMs: number;
  /** Called with each attempt that is refused. */
  readonly onLimited: () => void;
}

interface WaitingAttempt {
  readonly admit: () => void;
  readonly reject: (error: GatewayError) => void;
}

/** An office that logs in after a power cut; more of one address are refused. */
const maxWaitingPerClient = 1_000;
const retryAfterSeconds = 5;

/**
 * Lets as many attempts of a key run at once as may still fail, so that many at once try no more
 * than many one after another. Further attempts wait, and clients alternate.
 */
export class AttemptGate {
  readonly #options: AttemptGateOptions;
  readonly #running = new KeyedCount();
  /** A thousand may be refused together, and each of them is answered. */
  readonly #refusals = new SlicedQueue();
  readonly #waiting = new Map<string, FairQueue<WaitingAttempt>>();

  constructor(options: AttemptGateOptions) {
    this.#options = options;
  }

  /**
   * Resolves when an attempt of the key may run; the caller must call `leave` when it has ended.
   *
   * @param client an `addressBlock`
   * @throws `RATE_LIMITED` with `extensions.retryAfter` while the key pauses, and when too many of
   * the client wait; `UPSTREAM_TIMEOUT` after `maxWaitMs`.
   */
  async enter(key: string, client: string): Promise<void> {
    const { budget, maxWaitMs } = this.#options;
    const pauseMs = budget.pauseMs(key);
    if (pauseMs > 0) throw this.#refuse(Math.ceil(pauseMs / 1_000));
    const queue = this.#waiting.get(key) ?? new FairQueue<WaitingAttempt>();
    if (queue.size === 0 && this.#running.of(key) < budget.left(key)) {
      this.#running.add(key);
      return;
    }
    if (queue.sizeOf(client) >= maxWaitingPerClient) throw this.#refuse(retryAfterSeconds);
    this.#waiting.set(key, queue);
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => {
        queue.delete(client, attempt);
        this.#leaveQueue(key, queue);
        reject(tooLate());
      }, maxWaitMs);
      const attempt: WaitingAttempt = {
        admit() {
          clearTimeout(deadline);
          resolve();
        },
        reject(error) {
          clearTimeout(deadline);
          reject(error);
        },
      };
      queue.enqueue(client, attempt);
    });
  }

  leave(key: string, hasFailed: boolean): void {
    this.#running.remove(key);
    if (hasFailed) this.#options.budget.fail(key);
    this.#admit(key);
  }

  /** Admits, or refuses, those that wait for the key. */
  #admit(key: string): void {
    const queue = this.#waiting.get(key);
    if (queue === undefined) return;
    const { budget } = this.#options;
    const pauseMs = budget.pauseMs(key);
    while (queue.size > 0 && (pauseMs > 0 || this.#running.of(key) < budget.left(key))) {
      const attempt = queue.dequeue();
      if (pauseMs > 0) void this.#refusals.run(key, () => attempt?.reject(this.#refuse(Math.ceil(pauseMs / 1_000))));
      else {
        this.#running.add(key);
        attempt?.admit();
      }
    }
    this.#leaveQueue(key, queue);
  }

  /** A refusal that waits for its turn has a deadline, too: the key may have another queue then. */
  #leaveQueue(key: string, queue: FairQueue<WaitingAttempt>): void {
    if (queue.size === 0 && this.#waiting.get(key) === queue) this.#waiting.delete(key);
  }

  #refuse(retryAfter: number): GatewayError {
    this.#options.onLimited();
    return new GatewayError('RATE_LIMITED', `There were too many logins that failed. Try again in ${retryAfter} s.`, {
      extensions: { retryAfter },
    });
  }
}

function tooLate(): GatewayError {
  return new GatewayError('UPSTREAM_TIMEOUT', 'Too many logins wait for an answer of Kazoo. Try again later.');
}

import { GatewayError } from '../errors.ts';
import { KeyedCount } from '../limits/keyed-count.ts';
import { AccountQueue, type CheckPace, type WaitingCheck } from './account-queue.ts';

export interface VerificationQueueOptions extends CheckPace {
  /** Checks under way at once, all accounts together. */
  readonly maxRunning: number;
  /**
   * More than so many are refused at once, and of one client half as many: the others find places
   * whatever it does.
   */
  readonly maxWaiting: number;
  /** How long a check may wait for a busy Kazoo. */
  readonly maxWaitMs: number;
  /**
   * Kazoo began to refuse the checks of an account for its rate limit: once for each time it does.
   */
  readonly onLimited: (account: string, waiting: number) => void;
  /** It stopped, and nobody waits any more. */
  readonly onRecovered: (account: string, limitedForMs: number) => void;
}

export interface CheckOrigin {
  /** Whose bucket it takes from: the token's own account. */
  readonly account: string;
  /** Clients take turns; absent: the gateway itself. */
  readonly clientIp?: string | undefined;
  /** Somebody waits for it. */
  readonly isUrgent: boolean;
}

/**
 * Questions about tokens, asked no faster than Kazoo takes them: it allows an IP and account 100 at
 * once and 10 a second (rest.md section 11), and thousands come at once when clients reconnect. A
 * refusal for that limit is no answer: the check waits for another turn.
 */
export class VerificationQueue {
  readonly #options: VerificationQueueOptions;
  /** Whose turn it is comes first. */
  readonly #queues = new Map<string, AccountQueue>();
  /** Unsettled ones of each. */
  readonly #byClient = new KeyedCount();
  #running = 0;
  #unsettled = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: VerificationQueueOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return Math.max(0, this.#unsettled - this.#running);
  }

  get limitedAccounts(): number {
    return [...this.#queues.values()].filter(({ limitedSinceMs }) => limitedSinceMs !== undefined).length;
  }

  /**
   * Settles as `ask` does, never with `RATE_LIMITED`. @throws `UPSTREAM_TIMEOUT` after `maxWaitMs`,
   * `SHUTTING_DOWN`.
   */
  run<Answer>(origin: CheckOrigin, ask: () => Promise<Answer>): Promise<Answer> {
    const { maxWaiting, maxWaitMs } = this.#options;
    const { clientIp } = origin;
    const ofClient = clientIp === undefined ? 0 : this.#byClient.of(clientIp);
    if (this.waiting >= maxWaiting || ofClient >= maxWaiting / 2) return Promise.reject(tooBusy());
    const queue = this.#queueOf(origin.account);
    this.#unsettled += 1;
    if (clientIp !== undefined) this.#byClient.add(clientIp);
    const answer = new Promise<Answer>((resolve, reject) => {
      let isTooLate = false;
      const deadline = setTimeout(() => {
        isTooLate = true;
        if (queue.remove(check)) reject(tooBusy());
      }, maxWaitMs);
      const check: WaitingCheck = {
        client: clientIp ?? '',
        isUrgent: origin.isUrgent,
        async attempt() {
          try {
            resolve(await ask());
          } catch (error) {
            if (isBusy(error) && !isTooLate) return false;
            reject(isBusy(error) ? tooBusy() : error);
          }
          clearTimeout(deadline);
          return true;
        },
        fail(error) {
          clearTimeout(deadline);
          reject(error);
        },
      };
      queue.add(check);
      this.#pump();
    });
    return answer.finally(() => {
      this.#unsettled -= 1;
      if (clientIp !== undefined) this.#byClient.remove(clientIp);
    });
  }

  /** Whoever waits is told `SHUTTING_DOWN`. */
  close(): void {
    clearTimeout(this.#timer);
    const reason = new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down. Connect again.');
    for (const queue of this.#queues.values()) for (const check of queue.drain()) check.fail(reason);
    this.#queues.clear();
  }

  #queueOf(account: string): AccountQueue {
    let queue = this.#queues.get(account);
    if (queue === undefined) {
      queue = new AccountQueue(this.#options);
      this.#queues.set(account, queue);
    }
    return queue;
  }

  /** Sends whatever may be sent now, and comes back when more may. */
  #pump(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    let dueAtMs = Number.POSITIVE_INFINITY;
    // A lane that had its turn goes to the end, where this loop meets it again.
    for (const [account, queue] of this.#queues) {
      if (this.#running >= this.#options.maxRunning) return; // The next that is done comes back.
      const check = queue.take(nowMs);
      if (check !== undefined) {
        this.#queues.delete(account);
        this.#queues.set(account, queue);
        void this.#send(account, queue, check);
      } else if (queue.isOver(nowMs)) {
        this.#queues.delete(account);
        this.#tellRecovered(account, queue.limitedSinceMs, nowMs);
      } else dueAtMs = Math.min(dueAtMs, queue.dueAtMs);
    }
    if (dueAtMs < Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(dueAtMs - nowMs)));
    }
  }

  async #send(account: string, queue: AccountQueue, check: WaitingCheck): Promise<void> {
    this.#running += 1;
    const isAnswered = await check.attempt();
    this.#running -= 1;
    const nowMs = performance.now();
    const { limitedSinceMs } = queue;
    if (isAnswered) queue.done(nowMs);
    else if (this.#queues.get(account) !== queue) check.fail(tooBusy());
    else {
      queue.refused(check, nowMs);
      if (limitedSinceMs === undefined) this.#options.onLimited(account, queue.waiting);
    }
    if (queue.limitedSinceMs === undefined) this.#tellRecovered(account, limitedSinceMs, nowMs);
    this.#pump();
  }

  #tellRecovered(account: string, limitedSinceMs: number | undefined, nowMs: number): void {
    if (limitedSinceMs !== undefined) this.#options.onRecovered(account, nowMs - limitedSinceMs);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'RATE_LIMITED';
}

function tooBusy(): GatewayError {
  return new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo is too busy to say what the token may do. Try again.');
}

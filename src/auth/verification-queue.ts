import { GatewayError } from '../errors.ts';
import { KeyedCount } from '../limits/keyed-count.ts';
import { AccountQueue, type Verification, type VerificationPace } from './account-queue.ts';

export interface VerificationQueueOptions {
  /** How fast the verifications of one account may follow each other. */
  readonly pace: VerificationPace;
  /** The most verifications in flight at once, of all accounts together. */
  readonly maxRunning: number;
  /**
   * The most waiting verifications; more are refused. One client may have half as many, so that it
   * cannot keep out the others.
   */
  readonly maxWaiting: number;
  /** How long a verification may wait while Kazoo limits its account. */
  readonly maxWaitMs: number;
  /** Called each time Kazoo begins to refuse an account's verifications for its rate limit. */
  readonly onLimited: (account: string, waiting: number) => void;
  /** Called when Kazoo no longer limits the account. */
  readonly onRecovered: (account: string, limitedForMs: number) => void;
}

/** On whose behalf a token is verified. */
export interface VerificationOrigin {
  /** The token's own account, from whose bucket Kazoo takes. */
  readonly account: string;
  /** An `addressBlock`; clients alternate. Absent: the gateway itself. */
  readonly client?: string | undefined;
  /** Whether somebody waits for the answer. */
  readonly isUrgent: boolean;
}

/**
 * The requests about tokens, sent no faster than Kazoo accepts them. For each IP address and
 * account Kazoo allows 100 at once and 10 a second (rest.md section 11), and thousands arrive at
 * once when clients reconnect. A verification that is refused for the rate limit is sent again.
 */
export class VerificationQueue {
  readonly #options: VerificationQueueOptions;
  /** By account, in the order in which they are served next. */
  readonly #queues = new Map<string, AccountQueue>();
  /** How many unsettled verifications each client has. */
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
   * Settles as `ask` does, but never with `RATE_LIMITED`.
   *
   * @throws `UPSTREAM_TIMEOUT` after `maxWaitMs`, or at once when too many wait; `SHUTTING_DOWN`.
   */
  run<Answer>(origin: VerificationOrigin, ask: () => Promise<Answer>): Promise<Answer> {
    const { maxWaiting, maxWaitMs } = this.#options;
    const { client } = origin;
    const ofClient = client === undefined ? 0 : this.#byClient.of(client);
    if (this.waiting >= maxWaiting || ofClient >= maxWaiting / 2) return Promise.reject(tooBusy());
    const queue = this.#queueOf(origin.account);
    this.#unsettled += 1;
    if (client !== undefined) this.#byClient.add(client);
    const answer = new Promise<Answer>((resolve, reject) => {
      let isTooLate = false;
      const deadline = setTimeout(() => {
        isTooLate = true;
        if (queue.remove(verification)) reject(tooBusy());
      }, maxWaitMs);
      const verification: Verification = {
        client: client ?? '',
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
      queue.enqueue(verification);
      this.#pump();
    });
    return answer.finally(() => {
      this.#unsettled -= 1;
      if (client !== undefined) this.#byClient.remove(client);
    });
  }

  /** Rejects all waiting verifications with `SHUTTING_DOWN`. */
  close(): void {
    clearTimeout(this.#timer);
    const reason = new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down. Connect again.');
    for (const queue of this.#queues.values()) for (const verification of queue.drain()) verification.fail(reason);
    this.#queues.clear();
  }

  #queueOf(account: string): AccountQueue {
    let queue = this.#queues.get(account);
    if (queue === undefined) {
      queue = new AccountQueue(this.#options.pace);
      this.#queues.set(account, queue);
    }
    return queue;
  }

  /** Sends what may be sent now, and sets the timer for the next verification. */
  #pump(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    let dueAtMs = Number.POSITIVE_INFINITY;
    // A queue that was served goes to the end, where this loop meets it again.
    for (const [account, queue] of this.#queues) {
      if (this.#running >= this.#options.maxRunning) return; // `#send` pumps again when one is answered.
      const verification = queue.dequeue(nowMs);
      if (verification !== undefined) {
        this.#queues.delete(account);
        this.#queues.set(account, queue);
        void this.#send(account, queue, verification);
      } else if (queue.isIdle(nowMs)) {
        this.#queues.delete(account);
        this.#reportRecovered(account, queue.limitedSinceMs, nowMs);
      } else dueAtMs = Math.min(dueAtMs, queue.dueAtMs);
    }
    if (dueAtMs < Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(dueAtMs - nowMs)));
    }
  }

  async #send(account: string, queue: AccountQueue, verification: Verification): Promise<void> {
    this.#running += 1;
    const isAnswered = await verification.attempt();
    this.#running -= 1;
    const nowMs = performance.now();
    const { limitedSinceMs } = queue;
    if (isAnswered) queue.onAnswered(nowMs);
    else if (this.#queues.get(account) !== queue) verification.fail(tooBusy());
    else {
      queue.onLimited(verification, nowMs);
      if (limitedSinceMs === undefined) this.#options.onLimited(account, queue.waiting);
    }
    if (queue.limitedSinceMs === undefined) this.#reportRecovered(account, limitedSinceMs, nowMs);
    this.#pump();
  }

  #reportRecovered(account: string, limitedSinceMs: number | undefined, nowMs: number): void {
    if (limitedSinceMs !== undefined) this.#options.onRecovered(account, nowMs - limitedSinceMs);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'RATE_LIMITED';
}

function tooBusy(): GatewayError {
  return new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo is too busy to verify the token. Try again later.');
}

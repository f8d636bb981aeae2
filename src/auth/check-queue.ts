import { GatewayError } from '../errors.ts';
import { KeyedCount } from '../limits/keyed-count.ts';
import { CheckLane, type CheckPace, type WaitingCheck } from './check-lane.ts';

export interface CheckQueueOptions extends CheckPace {
  /** Checks under way at once, all accounts together. */
  readonly maxRunning: number;
  /** More than so many are refused at once, and of one client half as many: the others find places whatever it does. */
  readonly maxWaiting: number;
  /** How long a check may wait for a busy Kazoo. */
  readonly maxWaitMs: number;
  /** Kazoo began to refuse the checks of an account for its rate limit: once for each time it does. */
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
 * Questions about tokens, asked no faster than Kazoo takes them: it allows an IP and account 100 at once and 10 a second (rest.md section 11),
 * and thousands come at once when clients reconnect. A refusal for that limit is no answer: the check waits for another turn.
 */
export class CheckQueue {
  readonly #options: CheckQueueOptions;
  /** Whose turn it is comes first. */
  readonly #lanes = new Map<string, CheckLane>();
  /** Unsettled ones of each. */
  readonly #byClient = new KeyedCount();
  #running = 0;
  #unsettled = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CheckQueueOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return Math.max(0, this.#unsettled - this.#running);
  }

  get limitedAccounts(): number {
    return [...this.#lanes.values()].filter(({ limitedSinceMs }) => limitedSinceMs !== undefined).length;
  }

  /** Settles as `ask` does, never with `RATE_LIMITED`. @throws `UPSTREAM_TIMEOUT` after `maxWaitMs`, `SHUTTING_DOWN`. */
  run<Answer>(origin: CheckOrigin, ask: () => Promise<Answer>): Promise<Answer> {
    const { maxWaiting, maxWaitMs } = this.#options;
    const { clientIp } = origin;
    const ofClient = clientIp === undefined ? 0 : this.#byClient.of(clientIp);
    if (this.waiting >= maxWaiting || ofClient >= maxWaiting / 2) return Promise.reject(tooBusy());
    const lane = this.#laneOf(origin.account);
    this.#unsettled += 1;
    if (clientIp !== undefined) this.#byClient.add(clientIp);
    const answer = new Promise<Answer>((resolve, reject) => {
      let isTooLate = false;
      const deadline = setTimeout(() => {
        isTooLate = true;
        if (lane.remove(check)) reject(tooBusy());
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
      lane.add(check);
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
    for (const lane of this.#lanes.values()) for (const check of lane.drain()) check.fail(reason);
    this.#lanes.clear();
  }

  #laneOf(account: string): CheckLane {
    let lane = this.#lanes.get(account);
    if (lane === undefined) {
      lane = new CheckLane(this.#options);
      this.#lanes.set(account, lane);
    }
    return lane;
  }

  /** Sends whatever may be sent now, and comes back when more may. */
  #pump(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    let dueAtMs = Number.POSITIVE_INFINITY;
    // A lane that had its turn goes to the end, where this loop meets it again.
    for (const [account, lane] of this.#lanes) {
      if (this.#running >= this.#options.maxRunning) return; // The next that is done comes back.
      const check = lane.take(nowMs);
      if (check !== undefined) {
        this.#lanes.delete(account);
        this.#lanes.set(account, lane);
        void this.#send(account, lane, check);
      } else if (lane.isOver(nowMs)) {
        this.#lanes.delete(account);
        this.#tellRecovered(account, lane.limitedSinceMs, nowMs);
      } else dueAtMs = Math.min(dueAtMs, lane.dueAtMs);
    }
    if (dueAtMs < Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(dueAtMs - nowMs)));
    }
  }

  async #send(account: string, lane: CheckLane, check: WaitingCheck): Promise<void> {
    this.#running += 1;
    const isAnswered = await check.attempt();
    this.#running -= 1;
    const nowMs = performance.now();
    const { limitedSinceMs } = lane;
    if (isAnswered) lane.done(nowMs);
    else if (this.#lanes.get(account) !== lane) check.fail(tooBusy());
    else {
      lane.refused(check, nowMs);
      if (limitedSinceMs === undefined) this.#options.onLimited(account, lane.waiting);
    }
    if (lane.limitedSinceMs === undefined) this.#tellRecovered(account, limitedSinceMs, nowMs);
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

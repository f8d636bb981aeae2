import { GatewayError } from '../../errors.ts';
import { KeyedCount } from '../../limits/keyed-count.ts';
import { CommonDeadline } from '../../scheduling/common-deadline.ts';
import { AccountQueue, type VerificationPace } from './account-queue.ts';
import { type Verification, VerificationLine } from './verification-line.ts';

export interface VerificationQueueOptions {
  /** How fast the verifications of one account may follow each other. */
  readonly pace: VerificationPace;
  /** The most verifications in flight at once, of all accounts together. */
  readonly maxRunning: number;
  /**
   * The most waiting verifications of all clients together; each has a share that shrinks. One with
   * a long token counts as several.
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
  /**
   * The account from whose bucket Kazoo takes, mostly the token's own. Asked when the verification
   * gets its turn: by then a client may have shown that its claims are worth nothing.
   */
  readonly accountOf: () => string;
  /** The length of the token, which is kept until the verification settles. */
  readonly tokenBytes: number;
  /** An `addressBlock`; clients alternate. Absent: the gateway itself. */
  readonly client?: string | undefined;
  /** Whether somebody waits for the answer. */
  readonly isUrgent: boolean;
}

/**
 * A verification takes a place for each so many bytes of its token: Kazoo's own fit into one, and
 * all that may wait do not take more than this for each place.
 */
const bytesPerPlace = 2_048;
/**
 * The most of the verifications in flight that can be one client's: however slowly Kazoo answers
 * them, the next client's is sent at once.
 */
const mostOfClient = 3 / 4;

/**
 * The requests about tokens, sent no faster than Kazoo accepts them. For each IP address and
 * account Kazoo allows 100 at once and 10 a second (rest.md section 11), and thousands arrive at
 * once when clients reconnect. A verification that is refused for the rate limit is sent again.
 *
 * All stand in one line, in which clients alternate, whatever accounts their tokens claim, and none
 * has more than three quarters of those in flight. One whose account must keep a pace leaves the
 * line, and comes back when its account lets it go.
 */
export class VerificationQueue {
  readonly #options: VerificationQueueOptions;
  readonly #line = new VerificationLine();
  /** The accounts that keep a pace at the moment. */
  readonly #queues = new Map<string, AccountQueue>();
  /** How many places each client's unsettled verifications take. */
  readonly #byClient = new KeyedCount();
  /** How many of each client's are in flight. */
  readonly #runningByClient = new KeyedCount();
  /** Ends the unsettled verifications that have waited too long. */
  readonly #deadline: CommonDeadline<Verification>;
  #ofClients = 0;
  #running = 0;
  #unsettled = 0;
  #closed: GatewayError | undefined;

  constructor(options: VerificationQueueOptions) {
    this.#options = options;
    this.#deadline = new CommonDeadline(options.maxWaitMs, (verification) => {
      if (this.#remove(verification)) verification.fail(tooBusy());
    });
  }

  get waiting(): number {
    return Math.max(0, this.#unsettled - this.#running);
  }

  get limitedAccounts(): number {
    return [...this.#queues.values()].filter(({ isLimited }) => isLimited).length;
  }

  /**
   * Settles as `ask` does, but never with `RATE_LIMITED`.
   *
   * @throws `UPSTREAM_TIMEOUT` after `maxWaitMs`, or at once when too many of the client wait;
   * `SHUTTING_DOWN`.
   */
  async run<Answer>(origin: VerificationOrigin, ask: () => Promise<Answer>): Promise<Answer> {
    const { client } = origin;
    if (client === undefined) return this.#run(origin, ask);
    const places = Math.max(1, Math.ceil(origin.tokenBytes / bytesPerPlace));
    if (this.#byClient.of(client) + places > this.#placesLeft) throw tooBusy();
    this.#byClient.add(client, places);
    this.#ofClients += places;
    try {
      return await this.#run(origin, ask);
    } finally {
      this.#byClient.remove(client, places);
      this.#ofClients -= places;
    }
  }

  /** Rejects all waiting verifications with `SHUTTING_DOWN`. */
  close(): void {
    this.#closed = new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down. Connect again.');
    for (const queue of this.#queues.values())
      for (const verification of queue.close()) verification.fail(this.#closed);
    this.#queues.clear();
    for (let next = this.#line.dequeue(true); next !== undefined; next = this.#line.dequeue(true))
      next.fail(this.#closed);
  }

  /**
   * The places that no client has. A client may have as many as are left, so that n of them have
   * 1/(n+1) each in the end and one more always finds room (Choudhury and Hahne, "Dynamic Queue
   * Length Thresholds"). The gateway's own verifications need none: it has one for each token.
   */
  get #placesLeft(): number {
    return this.#options.maxWaiting + this.#options.maxRunning - this.#ofClients;
  }

  async #run<Answer>({ accountOf, client, isUrgent }: VerificationOrigin, ask: () => Promise<Answer>): Promise<Answer> {
    this.#unsettled += 1;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const deadline = this.#deadline;
        const verification: Verification = {
          client: client ?? '',
          isUrgent,
          // What nobody waits for keeps its account's pace from the beginning.
          account: isUrgent ? undefined : accountOf(),
          accountOf,
          async attempt() {
            try {
              resolve(await ask());
            } catch (error) {
              if (isBusy(error) && deadline.has(verification)) return false;
              reject(isBusy(error) ? tooBusy() : error);
            }
            deadline.delete(verification);
            return true;
          },
          fail(error) {
            deadline.delete(verification);
            reject(error);
          },
        };
        deadline.add(verification);
        if (verification.account === undefined) this.#line.add(verification);
        else this.#queueOf(verification.account).enqueue(verification);
        this.#pump();
      });
    } finally {
      this.#unsettled -= 1;
    }
  }

  /** Returns whether the verification was waiting. */
  #remove(verification: Verification): boolean {
    if (this.#line.delete(verification)) return true;
    return verification.account !== undefined && this.#queues.get(verification.account)?.remove(verification) === true;
  }

  /** Sends what may be sent now. */
  #pump(): void {
    const { maxRunning } = this.#options;
    const mostRunning = Math.ceil(maxRunning * mostOfClient);
    const mayRun = (client: string): boolean => client === '' || this.#runningByClient.of(client) < mostRunning;
    while (this.#running < maxRunning) {
      const verification = this.#line.dequeue(true, mayRun);
      if (verification === undefined) return;
      if (verification.account === undefined) this.#takeTurn(verification);
      else void this.#send(verification.account, verification);
    }
  }

  /** Sends the verification, unless Kazoo limits its account: then that says when. */
  #takeTurn(verification: Verification): void {
    const account = verification.accountOf();
    verification.account = account;
    const queue = this.#queues.get(account);
    if (queue?.isLimited === true) queue.enqueue(verification);
    else void this.#send(account, verification);
  }

  async #send(account: string, verification: Verification): Promise<void> {
    const { client } = verification;
    this.#running += 1;
    this.#runningByClient.add(client);
    const isAnswered = await verification.attempt();
    this.#running -= 1;
    this.#runningByClient.remove(client);
    if (isAnswered) this.#queues.get(account)?.onAnswered();
    else if (this.#closed !== undefined) verification.fail(this.#closed);
    else this.#queueOf(account).onLimited(verification);
    this.#pump();
  }

  #queueOf(account: string): AccountQueue {
    const known = this.#queues.get(account);
    if (known !== undefined) return known;
    const queue = new AccountQueue(this.#options.pace, {
      onTurn: (verification) => {
        this.#line.add(verification);
        this.#pump();
      },
      onLimited: (waiting) => this.#options.onLimited(account, waiting),
      onRecovered: (forMs) => this.#options.onRecovered(account, forMs),
      onIdle: () => this.#queues.delete(account),
    });
    this.#queues.set(account, queue);
    return queue;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'RATE_LIMITED';
}

function tooBusy(): GatewayError {
  return new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo is too busy to verify the token. Try again later.');
}

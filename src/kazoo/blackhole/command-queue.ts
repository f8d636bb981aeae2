import { GatewayError } from '../../errors.ts';
import { forbidden } from '../crossbar/crossbar-error.ts';
import { quoted } from '../kazoo-words.ts';
import type { BlackholeCommand, BlackholeReply } from './blackhole-protocol.ts';
import { encodeCommand, refusalCode } from './blackhole-protocol.ts';

export interface CommandPace {
  /**
   * blackhole gives each socket a bucket of 100 commands, refilled by 10 a second; stay below both.
   */
  readonly burst: number;
  readonly perSecond: number;
  /**
   * Kazoo 4.3.116 and later drop replies while more than 50 frames wait for a socket (protocol.md
   * "Pressure").
   */
  readonly maxInFlight: number;
}

export interface CommandQueueListener {
  /** Passes a frame to the socket: a command, which Kazoo answers with its id. */
  send(text: string, requestId: string, action: BlackholeCommand['action']): void;
  /** The reply has not come in time, and is not waited for any more. */
  onOverdue(requestId: string): void;
  /** The queue is ready for another command, after it was not. */
  onReady(): void;
}

interface Entry {
  /** The rank of the command among all of the queue. */
  readonly order: number;
  /** Whether Kazoo's rate limit has refused it. */
  readonly isRefused: boolean;
  readonly command: BlackholeCommand;
  readonly onConfirmed: (() => void) | undefined;
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
}

interface InFlight extends Entry {
  readonly timer: NodeJS.Timeout;
}

/**
 * The commands of one blackhole socket: sent in order, at most so many in flight, paced under
 * Kazoo's token bucket, matched to replies by `request_id`. Whoever can wait asks `isReady` first,
 * and keeps the choice of what comes next until then.
 */
export class CommandQueue {
  readonly #replyTimeoutMs: number;
  readonly #pace: CommandPace;
  readonly #listener: CommandQueueListener;
  readonly #waiting: Entry[] = [];
  readonly #inFlight = new Map<string, InFlight>();
  #tokens: number;
  #refilledAtMs = performance.now();
  #wakeUp: NodeJS.Timeout | undefined;
  #rateLimitedAtMs = 0;
  #answeredAtMs = 0;
  #lastOrder = 0;
  #lastRequest = 0;
  #closed: GatewayError | undefined;

  /**
   * @param replyTimeoutMs how long one command may wait for its reply, which can be lost on Kazoo
   *   4.3.116 and later (protocol.md "Pressure")
   */
  constructor(replyTimeoutMs: number, pace: CommandPace, listener: CommandQueueListener) {
    this.#replyTimeoutMs = replyTimeoutMs;
    this.#pace = pace;
    this.#listener = listener;
    this.#tokens = pace.burst;
  }

  /** Whether a command would be sent at once. `onReady` follows when that becomes true. */
  get isReady(): boolean {
    return this.#closed === undefined && this.#waiting.length === 0 && this.#canLaunch();
  }

  /** Whether a command would be sent at once, and many more after it. */
  get hasRoom(): boolean {
    return this.isReady && this.#tokens >= this.#pace.burst / 2;
  }

  /**
   * The last moment at which a command that Kazoo's rate limit had refused waited to be sent again,
   * by `performance.now()`: now, while one does; 0 when none ever did.
   */
  get rateLimitedAtMs(): number {
    return this.#waiting.some(({ isRefused }) => isRefused) ? performance.now() : this.#rateLimitedAtMs;
  }

  /** When Kazoo last answered a command, by `performance.now()`; 0 when it never did. */
  get answeredAtMs(): number {
    return this.#answeredAtMs;
  }

  /**
   * Resolves when Kazoo says success. `onConfirmed` is called synchronously with the reply: an
   * event can come right behind it.
   *
   * @throws `UPSTREAM_TIMEOUT` when no reply came in time (the command may have taken effect),
   *   `UPSTREAM_UNAVAILABLE` when the socket closed first, or the code of Kazoo's refusal. A rate
   *   limit of Kazoo's is waited for, not reported.
   */
  send(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#lastOrder += 1;
      this.#waiting.push({ order: this.#lastOrder, isRefused: false, command, onConfirmed, resolve, reject });
      this.#pump();
    });
  }

  /** Hands over a reply; false when no command waits for it (any more). */
  receive(reply: BlackholeReply): boolean {
    const entry = this.#inFlight.get(reply.requestId);
    if (entry === undefined) return false;
    this.#inFlight.delete(reply.requestId);
    clearTimeout(entry.timer);
    if (entry.command.action !== 'ping') this.#answeredAtMs = performance.now();
    if (reply.errors.length === 0) {
      entry.onConfirmed?.();
      entry.resolve();
    } else {
      const code = refusalCode(reply.errors);
      if (code === 'RATE_LIMITED') this.#tokens = 0;
      // A ping asks whether replies come back: this one did, and sent later it would take the room of commands.
      if (code === 'RATE_LIMITED' && entry.command.action !== 'ping') this.#putBack({ ...entry, isRefused: true });
      else {
        entry.reject(refused(entry.command, code, reply.errors));
      }
    }
    this.#proceed();
    return true;
  }

  /** Rejects all commands, waiting and in flight, with `error`, and whatever is sent later. */
  close(error: GatewayError): void {
    this.#closed = error;
    clearTimeout(this.#wakeUp);
    for (const { timer, reject } of this.#inFlight.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#inFlight.clear();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Several can be refused in a row: each goes before those that were handed over later. */
  #putBack(entry: Entry): void {
    const index = this.#waiting.findIndex(({ order }) => order > entry.order);
    this.#waiting.splice(index < 0 ? this.#waiting.length : index, 0, entry);
  }

  #proceed(): void {
    this.#pump();
    if (this.isReady) this.#listener.onReady();
  }

  #pump(): void {
    while (this.#canLaunch()) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return;
      this.#tokens -= 1;
      if (entry.isRefused) this.#rateLimitedAtMs = performance.now();
      this.#launch(entry);
    }
    if (this.#tokens < 1) this.#wakeWhenRefilled();
  }

  #canLaunch(): boolean {
    this.#refill();
    return this.#inFlight.size < this.#pace.maxInFlight && this.#tokens >= 1;
  }

  #launch(entry: Entry): void {
    this.#lastRequest += 1;
    const requestId = `g${this.#lastRequest}`;
    const timer = setTimeout(() => {
      this.#inFlight.delete(requestId);
      this.#listener.onOverdue(requestId);
      const { action, binding } = entry.command;
      entry.reject(new GatewayError('UPSTREAM_TIMEOUT', `Kazoo did not answer the ${action} of ${binding} in time.`));
      this.#proceed();
    }, this.#replyTimeoutMs);
    this.#inFlight.set(requestId, { ...entry, timer });
    this.#listener.send(encodeCommand(requestId, entry.command), requestId, entry.command.action);
  }

  #refill(): void {
    const now = performance.now();
    const refill = ((now - this.#refilledAtMs) / 1000) * this.#pace.perSecond;
    this.#tokens = Math.min(this.#pace.burst, this.#tokens + refill);
    this.#refilledAtMs = now;
  }

  #wakeWhenRefilled(): void {
    clearTimeout(this.#wakeUp);
    const missing = 1 - this.#tokens;
    this.#wakeUp = setTimeout(() => this.#proceed(), Math.ceil((missing / this.#pace.perSecond) * 1000));
  }
}

function refused(
  command: BlackholeCommand,
  code: ReturnType<typeof refusalCode>,
  errors: readonly string[],
): GatewayError {
  const said = quoted(errors.join('; '));
  const cause = new Error(said);
  if (code === 'FORBIDDEN') return forbidden(cause);
  if (code === 'UNAUTHENTICATED') return new GatewayError(code, 'Kazoo does not accept the token.', { cause });
  const message = `Kazoo refused the binding ${command.binding}: ${explain(command.binding, said)}`;
  return new GatewayError(code, message, { cause });
}

/** Kazoo's own words, with what they mean where it does not say. */
function explain(binding: BlackholeCommand['binding'], said: string): string {
  if (typeof binding === 'string' && binding.startsWith('presence.') && said.startsWith('no available subscriptions')) {
    return `${said}. Presence bindings exist from Kazoo 5 on, and only where bh_presence is running.`;
  }
  return said;
}

import { GatewayError } from '../../errors.ts';
import { forbidden } from '../crossbar/crossbar-error.ts';
import type { BlackholeCommand, BlackholeReply } from './blackhole-protocol.ts';
import { encodeCommand, refusalCode } from './blackhole-protocol.ts';

export interface CommandQueueOptions {
  readonly send: (text: string) => void;
  /** How long one command may wait for its reply. On Kazoo 4.3.116 and later a reply can be lost (protocol.md "Pressure"). */
  readonly replyTimeoutMs: number;
  /** blackhole gives each socket a bucket of 100 commands, refilled by 10 a second; stay below both. */
  readonly burst: number;
  readonly perSecond: number;
  readonly maxInFlight: number;
}

interface Entry {
  /** Its place among all commands of the queue. */
  readonly order: number;
  readonly command: BlackholeCommand;
  readonly onConfirmed: (() => void) | undefined;
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
}

interface InFlight extends Entry {
  readonly timer: NodeJS.Timeout;
}

/** The commands of one blackhole socket: sent in order, paced under Kazoo's token bucket, matched to replies by `request_id`. */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  readonly #waiting: Entry[] = [];
  readonly #inFlight = new Map<string, InFlight>();
  #tokens: number;
  #refilledAtMs = performance.now();
  #wakeUp: NodeJS.Timeout | undefined;
  #lastOrder = 0;
  #lastRequest = 0;
  #closed: GatewayError | undefined;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
    this.#tokens = options.burst;
  }

  /**
   * Resolves when Kazoo says success. `onConfirmed` is called in the very turn of the reply: an event can come right behind it.
   *
   * @throws `UPSTREAM_TIMEOUT` when no reply came in time (the command may have taken effect), `UPSTREAM_UNAVAILABLE` when the
   * socket closed first, or the code of Kazoo's refusal. A rate limit of Kazoo's is waited for, not reported.
   */
  send(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#lastOrder += 1;
      this.#waiting.push({ order: this.#lastOrder, command, onConfirmed, resolve, reject });
      this.#pump();
    });
  }

  /** Hands over a reply; false when nobody waits for it (any more). */
  receive(reply: BlackholeReply): boolean {
    const entry = this.#inFlight.get(reply.requestId);
    if (entry === undefined) return false;
    this.#inFlight.delete(reply.requestId);
    clearTimeout(entry.timer);
    if (reply.errors.length === 0) {
      entry.onConfirmed?.();
      entry.resolve();
    } else {
      const code = refusalCode(reply.errors);
      if (code === 'RATE_LIMITED') {
        this.#tokens = 0;
        this.#putBack(entry);
      } else {
        entry.reject(refused(entry.command, code, reply.errors));
      }
    }
    this.#pump();
    return true;
  }

  /** Rejects all that waits with `error`, and whatever is sent later. */
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

  #pump(): void {
    this.#refill();
    while (this.#waiting.length > 0 && this.#inFlight.size < this.#options.maxInFlight && this.#tokens >= 1) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return;
      this.#tokens -= 1;
      this.#launch(entry);
    }
    if (this.#waiting.length > 0 && this.#tokens < 1) this.#wakeWhenRefilled();
  }

  #launch(entry: Entry): void {
    this.#lastRequest += 1;
    const requestId = `g${this.#lastRequest}`;
    const timer = setTimeout(() => {
      this.#inFlight.delete(requestId);
      entry.reject(
        new GatewayError(
          'UPSTREAM_TIMEOUT',
          `Kazoo did not answer the ${entry.command.action} of ${entry.command.binding} in time.`,
        ),
      );
      this.#pump();
    }, this.#options.replyTimeoutMs);
    this.#inFlight.set(requestId, { ...entry, timer });
    this.#options.send(encodeCommand(requestId, entry.command));
  }

  #refill(): void {
    const now = performance.now();
    const refill = ((now - this.#refilledAtMs) / 1000) * this.#options.perSecond;
    this.#tokens = Math.min(this.#options.burst, this.#tokens + refill);
    this.#refilledAtMs = now;
  }

  #wakeWhenRefilled(): void {
    clearTimeout(this.#wakeUp);
    const missing = 1 - this.#tokens;
    this.#wakeUp = setTimeout(() => this.#pump(), Math.ceil((missing / this.#options.perSecond) * 1000));
  }
}

function refused(
  command: BlackholeCommand,
  code: ReturnType<typeof refusalCode>,
  errors: readonly string[],
): GatewayError {
  const said = errors.join('; ');
  if (code === 'FORBIDDEN') return forbidden(new Error(said));
  if (code === 'UNAUTHENTICATED')
    return new GatewayError(code, 'Kazoo does not accept the token.', { cause: new Error(said) });
  return new GatewayError(code, `Kazoo refused the binding ${command.binding}: ${explain(command.binding, said)}`);
}

/** Kazoo's own words, with what they mean where it does not say. */
function explain(binding: string, said: string): string {
  if (binding.startsWith('presence.') && said.startsWith('no available subscriptions')) {
    return `${said}. Presence bindings exist from Kazoo 5 on, and only where bh_presence is running.`;
  }
  return said;
}

import { GatewayError } from '../../errors.ts';
import type { BlackholeCommand } from '../../kazoo/blackhole/blackhole-protocol.ts';
import type { DisconnectReason } from '../../kazoo/blackhole/disconnect-reason.ts';
import type { AccountSocketListener, SocketConnection } from '../socket/account-socket.ts';
import type { Carrier } from './carrier.ts';

type State =
  | { readonly name: 'aboard' }
  /** What the account holds is being given up; nothing of it is delivered any more. */
  | { readonly name: 'leaving' }
  | { readonly name: 'gone' };

type Held = BlackholeCommand['binding'];

/**
 * An account's share of a carrier, which is to the account what a connection of its own would be.
 * To close it gives up what the account holds, by one unsubscribe each; the carrier lives on.
 */
export class Passenger implements SocketConnection {
  readonly accountId: string;
  readonly listener: AccountSocketListener;
  /** The events that came for the account since the carrier was last too crowded. */
  frames = 0;
  readonly #carrier: Carrier;
  readonly #held = new Set<string>();
  /** Of these no reply tells whether the socket holds them. */
  readonly #doubtful = new Set<string>();
  readonly #inFlight = new Map<Promise<unknown>, (error: GatewayError) => void>();
  #state: State = { name: 'aboard' };

  constructor(carrier: Carrier, accountId: string, listener: AccountSocketListener) {
    this.#carrier = carrier;
    this.accountId = accountId;
    this.listener = listener;
  }

  get isAboard(): boolean {
    return this.#state.name === 'aboard';
  }

  get isReadyForCommand(): boolean {
    return this.isAboard && this.#carrier.isReadyForCommand;
  }

  get answeredAtMs(): number {
    return this.#carrier.connection.answeredAtMs;
  }

  get rateLimitedAtMs(): number {
    return this.#carrier.connection.rateLimitedAtMs;
  }

  get speaksKazoo5(): boolean {
    return this.#carrier.connection.speaksKazoo5;
  }

  get identity(): string | undefined {
    return this.#carrier.connection.identity;
  }

  get unprovenFrom(): Date | undefined {
    return this.#carrier.connection.unprovenFrom;
  }

  command(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    if (!this.isAboard) return Promise.reject(left());
    const outcome = this.#send(command, () => {
      if (this.isAboard) onConfirmed?.();
    });
    return new Promise((resolve, reject) => {
      this.#inFlight.set(outcome, reject);
      outcome.then(resolve, reject).finally(() => this.#inFlight.delete(outcome));
    });
  }

  drained(): Promise<void> {
    return this.#carrier.connection.drained();
  }

  close(why = 'closed by the gateway'): void {
    if (!this.isAboard) return;
    this.#transition({ name: 'leaving' });
    // As of a connection of its own, the end follows later. Those that leave together close the carrier with that.
    queueMicrotask(() => {
      for (const reject of this.#inFlight.values()) reject(left());
      this.listener.onClose({ kind: 'closedByUs', message: why }, this.#carrier.connection.completeUntilMs);
      void this.#leave();
    });
  }

  /** The carrier is open. */
  opened(): void {
    if (this.isAboard) this.listener.onOpen();
  }

  /** The carrier's socket is gone, and all that it held. */
  lost(reason: DisconnectReason, completeUntilMs: number | undefined): void {
    const { isAboard } = this;
    this.#transition({ name: 'gone' });
    if (isAboard) this.listener.onClose(reason, completeUntilMs);
  }

  async #leave(): Promise<void> {
    // The last one takes the socket with it, which releases all without a command.
    if (this.#carrier.closeIfEmpty()) return;
    await Promise.allSettled(this.#inFlight.keys());
    await Promise.all([...this.#held].map((binding) => this.#release(binding)));
    if (this.#state.name === 'gone') return;
    this.#transition({ name: 'gone' });
    this.#carrier.onLeft(this, this.#doubtful.size === 0);
  }

  async #release(binding: string): Promise<void> {
    const { accountId, identity: token = '' } = this;
    try {
      await this.#send({ action: 'unsubscribe', accountId, binding, token });
    } catch (cause) {
      if (!(cause instanceof GatewayError)) throw cause;
      this.#doubtful.add(binding);
    }
  }

  async #send(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    const { action, binding } = command;
    if (action === 'unsubscribe') this.#note(binding, this.#held, 'delete');
    try {
      await this.#carrier.command(command, onConfirmed);
    } catch (cause) {
      if (cause instanceof GatewayError && cause.code === 'UPSTREAM_TIMEOUT')
        this.#note(binding, this.#doubtful, 'add');
      throw cause;
    }
    this.#note(binding, this.#doubtful, 'delete');
    if (action === 'subscribe') this.#note(binding, this.#held, 'add');
  }

  #note(binding: Held, set: Set<string>, change: 'add' | 'delete'): void {
    for (const text of typeof binding === 'string' ? [binding] : binding) set[change](text);
  }

  #transition(next: State): void {
    this.#state = next;
  }
}

function left(): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'The account has left the connection to Kazoo.');
}

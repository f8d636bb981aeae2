import { GatewayError } from '../../errors.ts';
import type { BlackholeCommand } from '../../kazoo/blackhole/blackhole-protocol.ts';
import type { DisconnectReason } from '../../kazoo/blackhole/disconnect-reason.ts';
import type { AccountSocketListener, SocketConnection } from '../socket/account-socket.ts';
import type { Carrier } from './carrier.ts';

/** `leaving`: what the account holds is being given up; nothing of it is delivered any more. */
type State = 'aboard' | 'leaving' | 'gone';

/**
 * An account's share of a carrier, which is to the account what a connection of its own would be.
 * To close it gives up what the account certainly holds, by one unsubscribe each; the carrier lives
 * on. What it may hold stays: to unsubscribe what is not held silences others (protocol.md
 * "Unsubscribe is dangerous").
 */
export class Passenger implements SocketConnection {
  readonly accountId: string;
  readonly listener: AccountSocketListener;
  /** The events that came for the account since the carrier was last too crowded. */
  frames = 0;
  readonly #carrier: Carrier;
  readonly #held = new Set<string>();
  readonly #inFlight = new Map<Promise<unknown>, (error: GatewayError) => void>();
  #state: State = 'aboard';

  constructor(carrier: Carrier, accountId: string, listener: AccountSocketListener) {
    this.#carrier = carrier;
    this.accountId = accountId;
    this.listener = listener;
  }

  get isAboard(): boolean {
    return this.#state === 'aboard';
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
    this.#transition('leaving');
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
    this.#transition('gone');
    if (isAboard) this.listener.onClose(reason, completeUntilMs);
  }

  async #leave(): Promise<void> {
    // The last one takes the socket with it, which releases all without a command.
    if (this.#carrier.closeIfEmpty()) return;
    // Until a subscribe is answered nobody knows whether it is held.
    await Promise.allSettled(this.#inFlight.keys());
    await Promise.allSettled([...this.#held].map((binding) => this.#release(binding)));
    if (this.#state === 'gone') return;
    this.#transition('gone');
    this.#carrier.onLeft(this);
  }

  #release(binding: string): Promise<void> {
    const { accountId, identity: token = '' } = this;
    return this.#send({ action: 'unsubscribe', accountId, binding, token });
  }

  async #send(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    const texts = typeof command.binding === 'string' ? [command.binding] : command.binding;
    if (command.action === 'unsubscribe') for (const text of texts) this.#held.delete(text);
    await this.#carrier.command(command, onConfirmed);
    if (command.action === 'subscribe') for (const text of texts) this.#held.add(text);
  }

  #transition(next: State): void {
    this.#state = next;
  }
}

function left(): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'The account has left the connection to Kazoo.');
}

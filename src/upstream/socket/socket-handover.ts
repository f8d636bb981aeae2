import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import type { Topic } from '../topics/topic.ts';
import type { AccountSocket } from './account-socket.ts';
import { subscribeTogether } from './subscribe-together.ts';

export interface SocketHandoverListener {
  /**
   * What the new socket must hold by now: what is wanted and has been held before. Kazoo may refuse
   * anything else, or fail at it, which would keep everybody from the new socket.
   */
  topicsToMove(): readonly Topic[];
  /** Whether the topic delivers, and the event is the account's; any other event is for nobody. */
  isDelivering(event: BlackholeEvent): boolean;
  /**
   * `socket` holds everything that is to be moved, and perhaps more; `events` are those that it has
   * brought meanwhile. Called synchronously with that: nothing can be added in between.
   */
  onReady(socket: AccountSocket, held: readonly Binding[], events: readonly BlackholeEvent[]): void;
  /** The socket could not be replaced; the old one goes on. */
  onFailed(): void;
}

/**
 * An old socket that is further behind goes on for now. Fewer than are remembered to recognise
 * copies (`AccountEvents`).
 */
const maxHeldBackEvents = 256;

type State =
  | { readonly name: 'preparing' }
  /**
   * `events` are those that the new socket brought since it held everything; before that the old
   * one brings them all.
   */
  | { readonly name: 'draining'; readonly events: BlackholeEvent[] }
  | { readonly name: 'ready' }
  | { readonly name: 'cancelled' };

/**
 * Replaces an account's socket make-before-break: the new one subscribes what the old one holds for
 * somebody while that still delivers, and both are kept until Kazoo must have made the bindings.
 * Nothing that the new one brings is delivered before the old one is read up to there, or later
 * events would overtake earlier ones; copies are recognised by their ids. So nothing is lost,
 * doubled or out of order.
 */
export class SocketHandover {
  readonly #old: AccountSocket;
  readonly #listener: SocketHandoverListener;
  readonly #socket: AccountSocket;
  readonly #bindingLagMs: number;
  /**
   * By their text: a topic can be given up and created again meanwhile, and is one binding to
   * Kazoo.
   */
  readonly #held = new Map<string, Binding>();
  #state: State = { name: 'preparing' };
  #lag: NodeJS.Timeout | undefined;

  constructor(
    old: AccountSocket,
    open: (listener: Pick<BlackholeConnectionListener, 'onOpen' | 'onClose' | 'onEvent'>) => AccountSocket,
    bindingLagMs: number,
    listener: SocketHandoverListener,
  ) {
    this.#old = old;
    this.#listener = listener;
    this.#bindingLagMs = bindingLagMs;
    this.#socket = open({
      onOpen: () => void this.#prepare(),
      onClose: () => this.#fail(),
      onEvent: (event) => this.#holdBack(event),
    });
  }

  /** Gives the new socket up. Without effect once it is ready. */
  cancel(): void {
    if (!this.#isRunning) return;
    this.#transition({ name: 'cancelled' });
    this.#socket.close();
  }

  #holdBack(event: BlackholeEvent): void {
    if (this.#state.name !== 'draining' || !this.#listener.isDelivering(event)) return;
    this.#state.events.push(event);
    if (this.#state.events.length > maxHeldBackEvents) this.#fail();
  }

  get #isRunning(): boolean {
    return this.#state.name === 'preparing' || this.#state.name === 'draining';
  }

  async #prepare(): Promise<void> {
    for (;;) {
      if (!(await this.#holdEverything())) return;
      const events: BlackholeEvent[] = [];
      this.#transition({ name: 'draining', events });
      // The old socket is perhaps another node's, which may get an event a little later: it has the time, too.
      await this.#bound();
      await this.#old.drained();
      if (!this.#isRunning) return;
      if (this.#missing.length === 0) {
        this.#transition({ name: 'ready' });
        this.#listener.onReady(this.#socket, [...this.#held.values()], events);
        return;
      }
      this.#transition({ name: 'preparing' });
    }
  }

  /**
   * Resolves when Kazoo must have made what it confirmed last; never, when the handover is
   * cancelled first.
   */
  #bound(): Promise<void> {
    return new Promise((resolve) => {
      this.#lag = setTimeout(resolve, this.#bindingLagMs);
    });
  }

  get #missing(): readonly Topic[] {
    return this.#listener.topicsToMove().filter(({ binding }) => !this.#held.has(binding.text));
  }

  /** False when the handover is over before that is done. */
  async #holdEverything(): Promise<boolean> {
    for (;;) {
      const missing = this.#missing;
      if (missing.length === 0) return true;
      const bindings = missing.map(({ binding }) => binding);
      // The new socket shows its version no sooner than with its first reply, and most clusters have one version.
      const error = await subscribeTogether(this.#socket, bindings, this.#old.speaksKazoo5);
      if (!this.#isRunning) return false;
      if (error !== undefined) {
        this.#fail();
        return false;
      }
      for (const binding of bindings) this.#held.set(binding.text, binding);
    }
  }

  #fail(): void {
    if (!this.#isRunning) return;
    this.cancel();
    this.#listener.onFailed();
  }

  #transition(next: State): void {
    this.#state = next;
    if (!this.#isRunning) clearTimeout(this.#lag);
  }
}

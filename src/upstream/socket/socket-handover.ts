import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import type { Topic } from '../topics/topic.ts';
import type { AccountSocket } from './account-socket.ts';
import { bindingLagMs } from './binding-lag.ts';

export interface SocketHandoverOptions {
  readonly old: AccountSocket;
  readonly open: (listener: Pick<BlackholeConnectionListener, 'onOpen' | 'onClose' | 'onEvent'>) => AccountSocket;
  /** Whether the topic of the event is live; what comes before is nobody's. */
  readonly isDelivering: (event: BlackholeEvent) => boolean;
  /** What is wanted right now. */
  readonly topics: () => readonly Topic[];
  /** Called in the same turn in which everything wanted is held by `socket`, and perhaps more; `events` are those that it has brought meanwhile. */
  readonly onReady: (socket: AccountSocket, held: readonly Binding[], events: readonly BlackholeEvent[]) => void;
  /** It could not be done; the old socket goes on. */
  readonly onFailed: () => void;
}

/** An old socket that is further behind goes on for now; fewer than are remembered to recognise copies (`AccountEvents`). */
const maxHeldBackEvents = 256;

/**
 * Replaces an account's socket make-before-break: the new one subscribes everything that is wanted while the old one still delivers, and both are
 * kept until Kazoo must have made the bindings. Nothing that the new one brings is delivered before the old one is read up to there, or later events
 * would overtake earlier ones; copies are recognised by their ids. So nothing is lost, doubled or out of order.
 */
export class SocketHandover {
  readonly #options: SocketHandoverOptions;
  readonly #socket: AccountSocket;
  /** By their text: a topic can be given up and begun anew meanwhile, and is one binding to Kazoo. */
  readonly #held = new Map<string, Binding>();
  /** What the new socket brought since it held everything that was wanted; before that the old one brings it all. */
  #events: BlackholeEvent[] = [];
  #state: 'preparing' | 'draining' | 'ready' | 'given up' = 'preparing';
  #lag: NodeJS.Timeout | undefined;

  constructor(options: SocketHandoverOptions) {
    this.#options = options;
    this.#socket = options.open({
      onOpen: () => void this.#prepare(),
      onClose: () => this.#fail(),
      onEvent: (event) => this.#holdBack(event),
    });
  }

  /** Gives the new socket up. Without effect once it is ready. */
  cancel(): void {
    if (!this.#isRunning) return;
    this.#state = 'given up';
    clearTimeout(this.#lag);
    this.#events = [];
    this.#socket.close();
  }

  #holdBack(event: BlackholeEvent): void {
    if (this.#state !== 'draining' || !this.#options.isDelivering(event)) return;
    this.#events.push(event);
    if (this.#events.length > maxHeldBackEvents) this.#fail();
  }

  get #isRunning(): boolean {
    return this.#state === 'preparing' || this.#state === 'draining';
  }

  async #prepare(): Promise<void> {
    const { old, onReady } = this.#options;
    for (;;) {
      if (!(await this.#holdEverything())) return;
      this.#events = [];
      this.#state = 'draining';
      // The old socket is another node's, which may hear of the same event a little later than the new one's: that has the time, too.
      await this.#bound();
      await old.drained();
      if (!this.#isRunning) return;
      if (this.#missing.length === 0) break;
      this.#state = 'preparing';
    }
    this.#state = 'ready';
    onReady(this.#socket, [...this.#held.values()], this.#events);
  }

  /** Resolves when Kazoo must have made what it confirmed last; never, when the succession is given up first. */
  #bound(): Promise<void> {
    return new Promise((resolve) => {
      this.#lag = setTimeout(resolve, bindingLagMs);
    });
  }

  get #missing(): readonly Topic[] {
    return this.#options.topics().filter(({ binding }) => !this.#held.has(binding.text));
  }

  /** False when the succession is over before that is done. */
  async #holdEverything(): Promise<boolean> {
    for (;;) {
      const missing = this.#missing;
      if (missing.length === 0) return true;
      const errors = await Promise.all(missing.map(({ binding }) => this.#socket.subscribe(binding.text)));
      if (!this.#isRunning) return false;
      if (errors.some((error) => error !== undefined)) {
        this.#fail();
        return false;
      }
      for (const { binding } of missing) this.#held.set(binding.text, binding);
    }
  }

  #fail(): void {
    if (!this.#isRunning) return;
    this.cancel();
    this.#options.onFailed();
  }
}

import type { BlackholeConnectionListener } from '../kazoo/blackhole-connection.ts';
import type { AccountSocket } from './account-socket.ts';
import type { Topic } from './topic.ts';

export interface SuccessionOptions {
  readonly open: (listener: Pick<BlackholeConnectionListener, 'onOpen' | 'onClose'>) => AccountSocket;
  /** What is wanted right now. */
  readonly topics: () => readonly Topic[];
  /** Called in the same turn in which everything wanted is held by `socket`. */
  readonly onReady: (socket: AccountSocket, held: ReadonlySet<Topic>) => void;
  /** It could not be done; the old socket goes on. */
  readonly onFailed: () => void;
}

/**
 * Replaces an account's socket make-before-break: the new one subscribes everything that is wanted while the old one still delivers, and copies are
 * recognised by their ids, so that nothing is lost or doubled.
 */
export class Succession {
  readonly #options: SuccessionOptions;
  readonly #socket: AccountSocket;
  readonly #held = new Set<Topic>();
  #state: 'preparing' | 'ready' | 'given up' = 'preparing';

  constructor(options: SuccessionOptions) {
    this.#options = options;
    this.#socket = options.open({
      onOpen: () => void this.#prepare(),
      onClose: () => this.#fail(),
    });
  }

  /** Gives the new socket up. Without effect once it is ready. */
  cancel(): void {
    if (this.#state !== 'preparing') return;
    this.#state = 'given up';
    this.#socket.close();
  }

  async #prepare(): Promise<void> {
    for (;;) {
      const missing = this.#options.topics().filter((topic) => !this.#held.has(topic));
      if (missing.length === 0) break;
      const errors = await Promise.all(missing.map(({ binding }) => this.#socket.subscribe(binding.text)));
      if (this.#state !== 'preparing') return;
      if (errors.some((error) => error !== undefined)) {
        this.#fail();
        return;
      }
      for (const topic of missing) this.#held.add(topic);
    }
    if (this.#state !== 'preparing') return;
    this.#state = 'ready';
    this.#options.onReady(this.#socket, this.#held);
  }

  #fail(): void {
    if (this.#state !== 'preparing') return;
    this.cancel();
    this.#options.onFailed();
  }
}

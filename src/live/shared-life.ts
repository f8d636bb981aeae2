import { asError, GatewayError } from '../errors.ts';

export interface SharedLifeOptions {
  /** How long those who wait for it wait while Kazoo fails. Default: until it is known. */
  readonly openTimeoutMs?: number | undefined;
  /** How long it is kept after its last listener. */
  readonly lingerMs: number;
  /** Called once when it ends, before its listeners are told. */
  readonly onEnded: (error: Error) => void;
}

interface Settle {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

type State =
  /** What is shared is not known yet. */
  | { readonly name: 'opening'; readonly sinceMs: number; readonly settle: Settle }
  | { readonly name: 'ready' }
  /** Ready, but nobody listens. */
  | { readonly name: 'lingering'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'ended' };

/** Told of the end. */
interface EndListener {
  onEnd(error: Error): void;
}

/**
 * The life of what listeners share, a table or a feed: from the first of them until a while after
 * the last.
 */
export class SharedLife<Listener extends EndListener> {
  /** Resolves when it is known; rejects when it never will be. */
  readonly opened: Promise<void>;
  readonly #options: SharedLifeOptions;
  /** What is called when one has left, or it has ended. */
  readonly #listeners = new Map<Listener, () => void>();
  #state: State;

  constructor(options: SharedLifeOptions) {
    this.#options = options;
    let settle: Settle = { resolve: () => undefined, reject: () => undefined };
    this.opened = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Whoever waits for `opened` gets the error; here it only must not count as unhandled.
    this.opened.catch(() => undefined);
    this.#state = { name: 'opening', sinceMs: performance.now(), settle };
  }

  get isReady(): boolean {
    return this.#state.name === 'ready' || this.#state.name === 'lingering';
  }

  /** Whether nobody listens any more. */
  get isLingering(): boolean {
    return this.#state.name === 'lingering';
  }

  get isEnded(): boolean {
    return this.#state.name === 'ended';
  }

  /**
   * Returns how to leave, which is idempotent. Who joins after the end is told nothing.
   *
   * @param onLeft called once, when the listener has left or all is over
   */
  join(listener: Listener, onLeft: () => void = () => undefined): () => void {
    if (this.#state.name === 'ended') {
      onLeft();
      return () => undefined;
    }
    this.#listeners.set(listener, onLeft);
    if (this.#state.name === 'lingering') this.#transition({ name: 'ready' });
    return () => this.#leave(listener);
  }

  /** The listeners, who are told of what happens. */
  get listeners(): Iterable<Listener> {
    return this.#listeners.keys();
  }

  /** All is known now. `tell` is called before others can see that. */
  open(tell: () => void = () => undefined): void {
    if (this.#state.name !== 'opening') return;
    const { settle } = this.#state;
    this.#transition({ name: 'ready' });
    tell();
    settle.resolve();
  }

  /** Ends at once if nobody listens. */
  endLinger(): void {
    if (this.#state.name === 'lingering') this.end(left());
  }

  /** Ends, which the listeners are told. Idempotent. */
  end(error: Error): void {
    const state = this.#state;
    if (state.name === 'ended') return;
    this.#transition({ name: 'ended' });
    this.#options.onEnded(error);
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    if (state.name === 'opening') state.settle.reject(error);
    for (const [listener, onLeft] of listeners) {
      onLeft();
      listener.onEnd(error);
    }
  }

  /**
   * Kazoo has not told it. Those who show it go on; those who wait for it wait a while, unless it
   * is in vain.
   */
  fail(error: unknown): void {
    if (this.#state.name !== 'opening') return;
    const { openTimeoutMs = Number.POSITIVE_INFINITY } = this.#options;
    const mayRetry = error instanceof GatewayError && error.meaning.mayRetry;
    const isLate = performance.now() - this.#state.sinceMs > openTimeoutMs;
    if (isLate || !mayRetry) this.end(asError(error));
  }

  #leave(listener: Listener): void {
    const onLeft = this.#listeners.get(listener);
    if (onLeft === undefined) return;
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#onLastLeft();
    onLeft();
  }

  #onLastLeft(): void {
    if (this.#state.name === 'opening') this.end(left());
    else if (this.#state.name === 'ready') {
      const timer = setTimeout(() => this.endLinger(), this.#options.lingerMs);
      this.#transition({ name: 'lingering', timer });
    }
  }

  #transition(next: State): void {
    if (this.#state.name === 'lingering') clearTimeout(this.#state.timer);
    this.#state = next;
  }
}

function left(): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'Nobody follows this list any more.');
}

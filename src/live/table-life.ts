import { GatewayError } from '../errors.ts';
import type { Gap } from '../upstream/history/gap.ts';
import type { TableListener, TableNews } from './shared-table.ts';
import type { RowChange } from './shown-rows.ts';

export interface TableLifeOptions {
  /** How long those who wait for the rows wait while Kazoo fails. Default: until they are known. */
  readonly openTimeoutMs?: number | undefined;
  /** How long the table is kept after its last listener. */
  readonly lingerMs: number;
  /** Called once when the table ends, before its listeners are told. */
  readonly onEnded: (error: Error) => void;
}

interface Settle {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

type State =
  /** The rows are not known yet. */
  | { readonly name: 'opening'; readonly sinceMs: number; readonly settle: Settle }
  | { readonly name: 'ready' }
  /** Ready, but nobody listens. */
  | { readonly name: 'lingering'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'ended' };

/** The life of a shared table: from its first listener until a while after its last one. */
export class TableLife<Row, Removed> {
  /** Resolves when the rows are known; rejects when they never will. */
  readonly opened: Promise<void>;
  readonly #options: TableLifeOptions;
  /** What is called when one has left, or the table has ended. */
  readonly #listeners = new Map<TableListener<Row, Removed>, () => void>();
  #state: State;

  constructor(options: TableLifeOptions) {
    this.#options = options;
    let settle: Settle = { resolve: () => undefined, reject: () => undefined };
    this.opened = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Whoever waits for it gets the error; here it only must not count as unhandled.
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
   * @param onLeft called once, when the listener has left or the table has ended
   */
  join(listener: TableListener<Row, Removed>, onLeft: () => void = () => undefined): () => void {
    if (this.#state.name === 'ended') {
      onLeft();
      return () => undefined;
    }
    this.#listeners.set(listener, onLeft);
    if (this.#state.name === 'lingering') this.#transition({ name: 'ready' });
    return () => this.#leave(listener);
  }

  /** The rows are known now: nobody has seen anything before, nor missed it. */
  open(): void {
    if (this.#state.name !== 'opening') return;
    const { settle } = this.#state;
    this.#transition({ name: 'ready' });
    this.tellSnapshot(null);
    settle.resolve();
  }

  /** Hot: once per change. */
  tellChanges(changes: readonly RowChange<Row, Removed>[], news?: TableNews): void {
    for (const listener of this.#listeners.keys()) listener.onChanges(changes, news);
  }

  tellSnapshot(gap: Gap | null): void {
    for (const listener of this.#listeners.keys()) listener.onSnapshot(gap);
  }

  /** Ends the table at once if nobody listens. */
  endLinger(): void {
    if (this.#state.name === 'lingering') this.end(left());
  }

  /** Ends the table, which its listeners are told. Idempotent. */
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
   * Kazoo has not told the rows. Those who show them go on; those who wait for them wait a while,
   * unless it is in vain.
   */
  fail(error: unknown): void {
    if (this.#state.name !== 'opening') return;
    const { openTimeoutMs = Number.POSITIVE_INFINITY } = this.#options;
    const mayRetry = error instanceof GatewayError && error.meaning.mayRetry;
    const isLate = performance.now() - this.#state.sinceMs > openTimeoutMs;
    if (isLate || !mayRetry) this.end(error instanceof Error ? error : new TypeError(String(error)));
  }

  #leave(listener: TableListener<Row, Removed>): void {
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
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'Nobody shows the list any more.');
}

import { maxTimerMs } from '../../config/setting-types.ts';

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'set'; readonly dueAtMs: number; readonly timer: NodeJS.Timeout };

/** Calls `onDue` at a time of day, or earlier where that is weeks away: it must be set again. */
export class DueTimer {
  readonly #onDue: () => void;
  #state: State = { name: 'idle' };

  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  /** @param dueAtMs in milliseconds since 1970; undefined: never */
  set(dueAtMs: number | undefined): void {
    if (this.#state.name === 'set' && this.#state.dueAtMs === dueAtMs) return;
    this.stop();
    if (dueAtMs === undefined) return;
    const timer = setTimeout(
      () => {
        this.#state = { name: 'idle' };
        this.#onDue();
      },
      Math.min(Math.max(0, dueAtMs - Date.now()), maxTimerMs),
    );
    this.#state = { name: 'set', dueAtMs, timer };
  }

  /** Idempotent. */
  stop(): void {
    if (this.#state.name === 'set') clearTimeout(this.#state.timer);
    this.#state = { name: 'idle' };
  }
}

import { createContext, useContext, useSyncExternalStore } from 'react';

const secondMs = 1_000;

/**
 * The time of the gateway, which ticks once a second for all who show how long something has been
 * so. A tablet on a wall may be minutes off: each answer of the gateway says what time it is there.
 */
export class Clock {
  readonly #listeners = new Set<() => void>();
  #aheadMs: number | undefined;
  #nowMs = Date.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#tick();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  };

  /** By the gateway, in whole seconds. */
  readonly getSnapshot = (): number => this.#nowMs;

  /** Notes a time of the gateway that has just come: what was on its way least is nearest. */
  learn(time: string): void {
    const aheadMs = Date.parse(time) - Date.now();
    this.#aheadMs = Math.max(this.#aheadMs ?? aheadMs, aheadMs);
  }

  #tick(): void {
    const nowMs = Date.now() + (this.#aheadMs ?? 0);
    this.#nowMs = Math.floor(nowMs / secondMs) * secondMs;
    this.#timer = setTimeout(() => this.#tick(), secondMs - (nowMs % secondMs));
    for (const listener of this.#listeners) listener();
  }
}

const ClockContext = createContext<Clock | undefined>(undefined);

export const ClockProvider = ClockContext.Provider;

/** What time it is at the gateway, in milliseconds; renders again at each second. */
export function useNow(): number {
  const clock = useContext(ClockContext);
  if (clock === undefined) throw new Error('There is no clock above.');
  return useSyncExternalStore(clock.subscribe, clock.getSnapshot);
}

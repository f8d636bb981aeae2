/** The first of the pauses that is not zero. */
const firstPauseMs = 1000;
/** With the pauses between them, these are over in 8 to 15 seconds. */
const maxReloads = 5;

/** How often a subscription reloads before it goes on without, and how long it waits each time. */
export class ReloadPace {
  #reloads = 0;

  /**
   * The pause before the next reload, in milliseconds: none before the first, unless it is `ofMany`
   * clients, then doubling from half a second to a second, at random so that clients do not come in
   * step. Undefined when there were enough.
   *
   * @param ofMany whether others lost their connections together with this one, as it seems
   */
  next(ofMany: boolean): number | undefined {
    const reload = this.#reloads;
    if (reload === maxReloads) return undefined;
    this.#reloads += 1;
    if (reload === 0) return ofMany ? firstPauseMs * Math.random() : 0;
    return firstPauseMs * 2 ** (reload - 1) * (0.5 + Math.random() / 2);
  }

  /** The subscription has run for a while: what comes now is another loss. */
  reset(): void {
    this.#reloads = 0;
  }
}

import type { FleetLog, Want } from './log/fleet-log.ts';
import type { WantedBindings } from './source/account-source.ts';

/** Longer than an owner needs, as a rule, to subscribe what it was told. */
const againAfterMs = 5_000;

/**
 * Tells the owner of an account what this instance wants of it: changes only, one call at a time,
 * each with all that changed since the last.
 */
export class WantTeller {
  readonly #log: Pick<FleetLog, 'want'>;
  readonly #accountId: string;
  readonly #onFailed: (error: unknown) => void;
  /** By binding, what was told, and is so as far as is known. */
  readonly #told = new Map<string, string>();
  #wanted: WantedBindings = new Map();
  #isTelling = false;
  /** When something that is wanted was told last. */
  #toldAtMs = 0;

  /** @param onFailed called with what the log throws; all is told again with the next `tell` */
  constructor(log: Pick<FleetLog, 'want'>, accountId: string, onFailed: (error: unknown) => void) {
    this.#log = log;
    this.#accountId = accountId;
    this.#onFailed = onFailed;
  }

  tell(wanted: WantedBindings): void {
    this.#wanted = wanted;
    if (!this.#isTelling) void this.#tellAll();
  }

  /**
   * Tells once more, after a while, what was told and is not served: an engine forgets what an
   * instance wants that it took for dead, and a new owner does not know of it then.
   */
  tellAgain(unserved: readonly string[]): void {
    if (unserved.length === 0 || performance.now() - this.#toldAtMs < againAfterMs) return;
    for (const binding of unserved) this.#told.delete(binding);
    this.tell(this.#wanted);
  }

  /** The engine may have forgotten what was told. */
  forgetAll(): void {
    this.#told.clear();
  }

  /** The engine has forgotten that the binding is wanted. */
  forget(binding: string): void {
    this.#told.delete(binding);
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    try {
      // What changes within a turn is told at once.
      await Promise.resolve();
      for (;;) {
        const { wanted, unwanted } = this.#changes();
        if (wanted.length === 0 && unwanted.length === 0) return;
        await this.#log.want(this.#accountId, wanted, unwanted);
      }
    } catch (error) {
      this.forgetAll();
      this.#onFailed(error);
    } finally {
      this.#isTelling = false;
    }
  }

  #changes(): { readonly wanted: readonly Want[]; readonly unwanted: readonly string[] } {
    const wanted: Want[] = [];
    for (const [binding, via] of this.#wanted) {
      const text = JSON.stringify(via);
      if (this.#told.get(binding) === text) continue;
      this.#told.set(binding, text);
      this.#toldAtMs = performance.now();
      wanted.push({ binding, via });
    }
    const unwanted = [...this.#told.keys()].filter((binding) => !this.#wanted.has(binding));
    for (const binding of unwanted) this.#told.delete(binding);
    return { wanted, unwanted };
  }
}

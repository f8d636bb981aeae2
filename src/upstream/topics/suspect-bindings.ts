import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import { entryLimit } from '../../scheduling/entry-limit.ts';

/** For so long, in milliseconds, Kazoo is not asked again for a binding that it failed at twice. */
export const refusedForMs = 5 * 60_000;

const maxBindings = 1000;

type Suspicion = { readonly name: 'suspect' } | { readonly name: 'refused'; readonly untilMs: number };

/**
 * The bindings of one account, by their texts, at which Kazoo seems to fail: it closed the socket
 * while their subscribe was unanswered. Asked again in the same way after each reconnect, such a
 * binding would silence all others of the account (kazoo-5.md section 5 has one). So it is tried
 * alone, after all others; when Kazoo fails again, it is refused for a while.
 */
export class SuspectBindings {
  readonly #suspicions = new LRUCache<string, Suspicion>(entryLimit(maxBindings));

  /** Whether the binding must be subscribed alone, and after all others. */
  isSuspect(binding: string): boolean {
    return this.#suspicions.get(binding)?.name === 'suspect';
  }

  /** Why Kazoo is not asked for the binding; undefined when it may be asked. */
  refusal(binding: string): GatewayError | undefined {
    const suspicion = this.#suspicions.get(binding);
    if (suspicion?.name !== 'refused') return undefined;
    if (suspicion.untilMs > performance.now()) {
      return new GatewayError(
        'BINDING_REJECTED',
        `Kazoo failed twice when it was asked for ${binding}, and closed the connection. It is not asked again ` +
          'for now.',
      );
    }
    this.#suspicions.delete(binding);
    return undefined;
  }

  /**
   * Kazoo failed while the subscribes of exactly these bindings were unanswered: they are suspects.
   * A suspect that was tried alone is refused from now on; the refusal is returned.
   */
  accuse(bindings: readonly string[]): GatewayError | undefined {
    const [only] = bindings;
    if (only !== undefined && bindings.length === 1 && this.isSuspect(only)) {
      this.#suspicions.set(only, { name: 'refused', untilMs: performance.now() + refusedForMs });
      return this.refusal(only);
    }
    for (const binding of bindings) this.#suspicions.set(binding, { name: 'suspect' });
    return undefined;
  }

  /** Kazoo answered the subscribe, whatever it said. */
  acquit(binding: string): void {
    this.#suspicions.delete(binding);
  }
}

import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors.ts';
import { entryLimit } from '../../scheduling/entry-limit.ts';

/**
 * How many milliseconds Kazoo is not asked again for a binding that it failed at twice; each
 * further failure doubles it.
 */
export const refusedForMs = 5 * 60_000;
const longestRefusalMs = 24 * 60 * 60_000;

/** How long a suspicion is remembered of a binding for which nobody asks again. */
const rememberedForMs = 2 * longestRefusalMs;
const maxSuspicions = 10_000;

type Suspicion =
  | { readonly name: 'suspect'; readonly nextRefusalMs: number }
  | { readonly name: 'refused'; readonly forMs: number; readonly untilMs: number };

/** What is remembered for all accounts together, by account and binding. */
export type Suspicions = LRUCache<string, Suspicion>;

/** Made once for the gateway: whoever asks again for what Kazoo failed at begins a new upstream. */
export function rememberSuspicions(): Suspicions {
  return new LRUCache(entryLimit(maxSuspicions, rememberedForMs));
}

/**
 * The bindings of one account, by their texts, at which Kazoo seems to fail: it closed the socket
 * while their subscribe was unanswered. Asked again in the same way after each reconnect, such a
 * binding would silence all others of the account (kazoo-5.md section 5 has one). So it is tried
 * alone, after all others; when Kazoo, which has confirmed another, fails again, it is refused for
 * a while, and then tried alone again: only an answer of Kazoo's ends the suspicion.
 */
export class SuspectBindings {
  readonly #accountId: string;
  readonly #suspicions: Suspicions;

  constructor(accountId: string, suspicions: Suspicions) {
    this.#accountId = accountId;
    this.#suspicions = suspicions;
  }

  /** Whether the binding must be subscribed alone, and after all others. */
  isSuspect(binding: string): boolean {
    return this.#suspicionOf(binding)?.name === 'suspect';
  }

  /** Why Kazoo is not asked for the binding; undefined when it may be asked. */
  refusal(binding: string): GatewayError | undefined {
    if (this.#suspicionOf(binding)?.name !== 'refused') return undefined;
    return new GatewayError(
      'BINDING_REJECTED',
      `Kazoo failed twice when it was asked for ${binding}, and closed the connection. It is not asked again ` +
        'for now.',
    );
  }

  /**
   * Kazoo failed while the subscribes of exactly these bindings were unanswered: they are suspects.
   * A suspect that was tried alone is refused from now on; the refusal is returned.
   *
   * @param hasServed whether Kazoo had confirmed another binding on the socket. Otherwise it may
   *   fail at whatever it is asked for, and nothing is refused
   */
  accuse(bindings: readonly string[], hasServed: boolean): GatewayError | undefined {
    const [only] = bindings;
    const known = only === undefined ? undefined : this.#suspicionOf(only);
    if (only !== undefined && bindings.length === 1 && known?.name === 'suspect' && hasServed) {
      const { nextRefusalMs: forMs } = known;
      this.#suspicions.set(this.#keyOf(only), { name: 'refused', forMs, untilMs: performance.now() + forMs });
      return this.refusal(only);
    }
    for (const binding of bindings) if (!this.isSuspect(binding)) this.#suspect(binding, refusedForMs);
    return undefined;
  }

  /** Kazoo answered the subscribe, whatever it said. */
  acquit(binding: string): void {
    this.#suspicions.delete(this.#keyOf(binding));
  }

  #suspicionOf(binding: string): Suspicion | undefined {
    const suspicion = this.#suspicions.get(this.#keyOf(binding));
    if (suspicion?.name !== 'refused' || suspicion.untilMs > performance.now()) return suspicion;
    return this.#suspect(binding, Math.min(longestRefusalMs, suspicion.forMs * 2));
  }

  #suspect(binding: string, nextRefusalMs: number): Suspicion {
    const suspicion: Suspicion = { name: 'suspect', nextRefusalMs };
    this.#suspicions.set(this.#keyOf(binding), suspicion);
    return suspicion;
  }

  #keyOf(binding: string): string {
    return `${this.#accountId} ${binding}`;
  }
}

import type { Channel } from '../../kazoo/collections/channels.ts';
import type { ParkedCall } from '../../kazoo/collections/parked-calls.ts';

/**
 * Kazoo's lists that calls are repaired by: `/channels` does not tell which of them are parked,
 * `/parked_calls` does.
 */
export interface CallLists {
  readonly channels: readonly Channel[];
  /** Undefined where Kazoo did not tell: what is parked stays so, and nothing else becomes it. */
  readonly parked: readonly ParkedCall[] | undefined;
}

/** Whether a leg is parked, as Kazoo's list tells; undefined where it does not. */
export type ListedParking = { readonly slot: string | null } | undefined;

/** Finds what the list of parked calls tells of each leg. */
export class ParkedLegs {
  readonly #isKnown: boolean;
  readonly #slots = new Map<string, string>();
  /** Slots in use by nobody knows whom. */
  readonly #unreadable = new Set<string>();

  constructor(parked: CallLists['parked']) {
    this.#isKnown = parked !== undefined;
    for (const { callId, slot } of parked ?? []) {
      if (callId === null) this.#unreadable.add(slot);
      else this.#slots.set(callId, slot);
    }
  }

  /** @param knownSlot where it was parked last; undefined: nowhere */
  of(callId: string, knownSlot: string | null | undefined): ListedParking {
    const slot = this.#slots.get(callId);
    if (slot !== undefined) return { slot };
    const isUnreadable = typeof knownSlot === 'string' ? this.#unreadable.has(knownSlot) : this.#unreadable.size > 0;
    return this.#isKnown && !isUnreadable ? { slot: null } : undefined;
  }
}

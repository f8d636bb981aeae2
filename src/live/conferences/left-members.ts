interface LeftMember {
  /** The last of those who left; null: all. */
  readonly participantId: number | null;
  /** By the monotonic clock. */
  readonly leftAtMs: number;
}

/** Longer than a list of Kazoo's or a late event is under way. */
const rememberedForMs = 120_000;
const maxRemembered = 2_000;

/**
 * Members of a conference who left of late, so that what was said of them before does not bring
 * them back. Members of one run are numbered as they come: who comes again has a higher number.
 */
export class LeftMembers {
  /** By member, and by the run of the conference. */
  readonly #runsOf = new Map<string, Map<string | undefined, LeftMember>>();

  get size(): number {
    return this.#runsOf.size;
  }

  /** @param participantId null: whatever number they had in this run */
  add(key: string, instanceId: string | undefined, participantId: number | null, leftAtMs: number): void {
    const runs = this.#runsOf.get(key) ?? new Map<string | undefined, LeftMember>();
    const known = runs.get(instanceId)?.participantId;
    const last = participantId === null || known === null ? null : Math.max(participantId, known ?? participantId);
    // The latest are last, so that the oldest are forgotten first.
    this.#runsOf.delete(key);
    runs.delete(instanceId);
    this.#runsOf.set(key, runs.set(instanceId, { participantId: last, leftAtMs }));
    const [oldest] = this.#runsOf.keys();
    if (this.#runsOf.size > maxRemembered && oldest !== undefined) this.#runsOf.delete(oldest);
  }

  /** Whether an event is about a stay that is over. */
  hasLeft(key: string, instanceId: string | undefined, participantId: number | null): boolean {
    const left = this.#runsOf.get(key)?.get(instanceId);
    if (left === undefined) return false;
    return left.participantId === null || participantId === null || participantId <= left.participantId;
  }

  /**
   * Whether a list can be of a stay that is over: it knows what happened until then, but no run of
   * the conference.
   */
  mayHaveLeft(key: string, participantId: number | null, knownUntilMs: number): boolean {
    for (const left of this.#runsOf.get(key)?.values() ?? [])
      if (left.leftAtMs >= knownUntilMs || (participantId !== null && left.participantId === participantId))
        return true;
    return false;
  }

  /** Forgets what is two minutes old by then. */
  forgetOld(nowMs: number): void {
    for (const [key, runs] of this.#runsOf) {
      for (const [instanceId, { leftAtMs }] of runs) if (leftAtMs < nowMs - rememberedForMs) runs.delete(instanceId);
      if (runs.size === 0) this.#runsOf.delete(key);
    }
  }
}

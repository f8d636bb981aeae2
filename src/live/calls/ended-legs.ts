import type { LegReport } from './leg-report.ts';

interface Ended {
  /** The latest that is known of it, by the switch's clock. */
  readonly momentMs: number;
  /** When the leg was made, which tells its lives apart; undefined where unknown. */
  readonly lifeMs: number | undefined;
  /** Whether Kazoo said so: else the leg may turn out to be up. */
  readonly isCertain: boolean;
  /** By the monotonic clock. */
  readonly endedAtMs: number;
}

/** Longer than a list of Kazoo's or a late event is under way. */
const rememberedForMs = 120_000;
const maxRemembered = 10_000;

/**
 * Legs and interactions that ended of late, so that what was said of them before does not bring
 * them back. Holds at most 10,000, for two minutes.
 */
export class EndedLegs {
  readonly #ended = new Map<string, Ended>();

  get size(): number {
    return this.#ended.size;
  }

  /** Forgets what is two minutes old by then, and what is too much. */
  forgetOld(nowMs: number): void {
    for (const [oldest, { endedAtMs }] of this.#ended) {
      if (this.#ended.size <= maxRemembered && endedAtMs >= nowMs - rememberedForMs) break;
      this.#ended.delete(oldest);
    }
  }

  addLeg(callId: string, ended: Ended): void {
    this.#add(legKey(callId), ended);
  }

  /** Adds an interaction of which no leg is up. */
  addInteraction(interactionId: string, momentMs: number, endedAtMs: number): void {
    this.#add(interactionKey(interactionId), { momentMs, lifeMs: undefined, isCertain: false, endedAtMs });
  }

  forgetLeg(callId: string): void {
    this.#ended.delete(legKey(callId));
  }

  /** Whether what an event tells was over before what is known of the end. */
  isOver(report: LegReport): boolean {
    return this.#endsOf(report).some(({ momentMs, lifeMs, isCertain }) => {
      if (isCertain && lifeMs !== undefined && report.createdAtMs !== undefined) return report.createdAtMs <= lifeMs;
      return report.momentMs === undefined || report.momentMs <= momentMs;
    });
  }

  /** Whether the end was noticed at `atMs`, of the monotonic clock, or later. */
  hasEndedSince(report: LegReport, atMs: number): boolean {
    return this.#endsOf(report).some(({ endedAtMs }) => endedAtMs >= atMs);
  }

  #endsOf({ callId, interactionId }: LegReport): readonly Ended[] {
    const keys = interactionId === null ? [legKey(callId)] : [legKey(callId), interactionKey(interactionId)];
    return keys.map((key) => this.#ended.get(key)).filter((ended) => ended !== undefined);
  }

  #add(key: string, ended: Ended): void {
    // Deleted first, so that the map stays in the order of the ends.
    this.#ended.delete(key);
    this.#ended.set(key, ended);
    this.forgetOld(ended.endedAtMs);
  }
}

function legKey(callId: string): string {
  return `leg/${callId}`;
}

function interactionKey(interactionId: string): string {
  return `interaction/${interactionId}`;
}

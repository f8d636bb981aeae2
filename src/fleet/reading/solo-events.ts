import { RecentMap } from '../../upstream/history/recent-map.ts';
import type { SharedEvent } from '../entries/account-entry.ts';

const rememberedEvents = 512;

/**
 * Events that came by one way only while an instance served by itself: by its own connection, which
 * the log may bring later, or by the log, which its own connection did not bring.
 */
export class SoloEvents {
  /** While the instance serves by itself, and until it has found back into the fleet. */
  #since: Date | undefined;
  /** Delivered before they came in the log. */
  readonly #bridged = new RecentMap<true>(rememberedEvents);
  readonly #unbrought = new Map<string, SharedEvent>();
  /** When the last event was received that clients got by the own connection. */
  #servedUntil: Date | undefined;

  begin(): void {
    this.#since ??= new Date();
  }

  /** The log has an event that the own connection did not bring so far. */
  noteUnbrought(event: SharedEvent): void {
    if (this.#since !== undefined && event.receivedAt >= this.#since) this.#unbrought.set(event.id, event);
  }

  /** Hot: clients get an event by the own connection. */
  noteServed({ receivedAt }: SharedEvent): void {
    this.#servedUntil = receivedAt;
  }

  /** The log brings an event only now that the own connection did not bring: it may be too late. */
  noteLate(event: SharedEvent): void {
    if (this.#servedUntil !== undefined && event.receivedAt < this.#servedUntil) this.#unbrought.set(event.id, event);
  }

  /** The own connection brings an event: whether the log brought it, without it being delivered. */
  takeUnbrought(id: string): boolean {
    return this.#unbrought.delete(id);
  }

  noteBridged(id: string): void {
    this.#bridged.set(id, true);
  }

  /** Hot: whether an event of the log was delivered before, or would come after later ones. */
  withholds(id: string): boolean {
    return this.#bridged.get(id) === true || this.#unbrought.has(id);
  }

  /** The fleet brings everything by now: the first event that nobody was told of, if any. */
  end(): SharedEvent | undefined {
    this.#since = undefined;
    this.#servedUntil = undefined;
    const [first] = this.#unbrought.values();
    this.#unbrought.clear();
    return first;
  }
}

import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { eventsOf, type MissedEvent, type RememberedLoss } from './account-history.ts';
import type { CursorTime, EventClock } from './event-clock.ts';
import type { Gap } from './gap.ts';
import type { History } from './history.ts';
import { PossibleLosses } from './possible-losses.ts';

/** What the log itself notes of an event. */
export type MadeReceipt = Pick<KazooEvent, 'receivedAt' | 'cursor'>;

/**
 * Events of an account that the gateway makes of Kazoo's, each once and in one order with these,
 * kept for those who resume within the bounds of a history.
 */
export class MadeEvents {
  readonly #clock: EventClock;
  readonly #history: History;
  readonly #losses = new PossibleLosses();
  #knownSince: CursorTime;

  /** @param history of nobody else, closed with the events */
  constructor(clock: EventClock, history: History) {
    this.#clock = clock;
    this.#history = history;
    this.#knownSince = clock.next();
  }

  /**
   * Adds an event at the present moment; undefined for one that was added before.
   *
   * @param identity what tells it from others, short
   * @param make its `binding` is what `since` is asked for
   */
  add<Made extends KazooEvent>(identity: string, make: (receipt: MadeReceipt) => Made): Made | undefined {
    if (this.#history.receiptOf(identity) !== undefined) return undefined;
    const time = this.#clock.next();
    const event = make({ receivedAt: new Date(), cursor: this.#clock.cursorOf(time) });
    this.#history.add(identity, { time, event });
    return event;
  }

  /** What came after a cursor, oldest first; undefined when that is not known completely. */
  since(cursor: string): Iterable<MissedEvent> | undefined {
    const time = this.#clock.read(cursor);
    if (typeof time !== 'number' || time < this.#knownSince) return undefined;
    const entries = this.#history.since(time);
    return entries && eventsOf(entries, undefined, this.#losses.after(time));
  }

  /** Notes that something is missing or may be; nobody can resume across a certain gap. */
  noteGap(gap: Gap): void {
    if (gap.certain) this.begin();
    else this.#losses.add(this.#clock.next(), gap);
  }

  /** Undefined when no possible loss is remembered. */
  rememberedLoss(cursor: string): RememberedLoss | undefined {
    const time = this.#clock.read(cursor);
    return typeof time === 'number' && this.#losses.areAny ? { after: this.#losses.gapAfter(time) } : undefined;
  }

  /** From now on, and no earlier, nothing is missing. */
  begin(): void {
    this.#knownSince = this.#clock.next();
  }

  close(): void {
    this.#history.close();
  }
}

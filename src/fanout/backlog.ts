import type { Audience } from './audience.ts';
import type { SourceEvent } from './shared-source.ts';
import type { FrameSink, Subscriber } from './subscriber.ts';

/** A subscriber that gets everything from the moment on at which it came. */
export type Newcomer = readonly [Subscriber, FrameSink];

/** No more is added to a batch that is so large: its results are in memory together. */
const batchBytes = 262_144;

/** Some events, who gets them, and who joined after the last of them. */
interface Batch {
  readonly events: SourceEvent[];
  bytes: number;
  /** Undefined: everybody. */
  readonly audience: Audience | undefined;
  readonly newcomers: Newcomer[];
}

/**
 * What a group has still to deliver, in order: events, and between them those who joined. It holds
 * events, which all groups share, and no results, which are made when their turn comes.
 */
export class Backlog {
  #batches: Batch[] = [];
  /** Who joined after the events that were taken last. */
  #arrivals: readonly Newcomer[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Of the events, as they were received. */
  get bytes(): number {
    return this.#bytes;
  }

  /** All who join after some of the events. */
  get newcomers(): readonly Newcomer[] {
    return [...this.#arrivals, ...this.#batches.flatMap(({ newcomers }) => newcomers)];
  }

  /** Hot: once per event and group. */
  add(event: SourceEvent): void {
    const last = this.#batches.at(-1);
    const isOpen =
      last !== undefined && last.audience === undefined && last.newcomers.length === 0 && last.bytes < batchBytes;
    this.#push(isOpen ? last : this.#begin(), event);
  }

  /** Adds one event for `subscribers`, and another instead of it for all others. */
  addApart(subscribers: ReadonlySet<Subscriber>, event: SourceEvent, forOthers: SourceEvent): void {
    this.#push(this.#begin({ subscribers, isThem: false }), forOthers);
    this.#push(this.#begin({ subscribers, isThem: true }), event);
  }

  /** Whoever joins now gets none of the events so far. */
  welcome(newcomer: Newcomer): void {
    const last = this.#batches.at(-1) ?? this.#begin();
    last.newcomers.push(newcomer);
  }

  /** Removes and returns the events that are next; undefined when there is nothing. */
  take(): Pick<Batch, 'events' | 'audience'> | undefined {
    const batch = this.#batches.shift();
    this.#bytes -= batch?.bytes ?? 0;
    this.#arrivals = batch?.newcomers ?? [];
    return batch;
  }

  /** Removes and returns those who joined after the events that were taken, which are delivered. */
  arrivals(): readonly Newcomer[] {
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    return arrivals;
  }

  /** Removes and returns all events; those who joined stay. */
  dropEvents(): readonly SourceEvent[] {
    const dropped = this.#batches;
    this.#batches = [];
    this.#bytes = 0;
    for (const { newcomers } of dropped) for (const newcomer of newcomers) this.welcome(newcomer);
    return dropped.flatMap(({ events }) => events);
  }

  #begin(audience?: Audience): Batch {
    const batch = { events: [], bytes: 0, audience, newcomers: [] };
    this.#batches.push(batch);
    return batch;
  }

  #push(batch: Batch, event: SourceEvent): void {
    batch.events.push(event);
    batch.bytes += event.size;
    this.#bytes += event.size;
  }
}

import type { FrameSink, Subscriber } from '../subscriber.ts';

/** The subscribers of a group, each with where its frames go. */
export class GroupMembers {
  /** The members that get every event. */
  readonly present = new Map<Subscriber, FrameSink>();
  /** The members that are still to be served what they missed, or what they begin with. */
  readonly #arriving = new Map<Subscriber, FrameSink>();

  get size(): number {
    return this.present.size + this.#arriving.size;
  }

  /** Somebody comes, who gets no event before it is admitted. */
  add(subscriber: Subscriber, sink: FrameSink): void {
    this.#arriving.set(subscriber, sink);
  }

  isArriving(subscriber: Subscriber): boolean {
    return this.#arriving.has(subscriber);
  }

  /** Lets the subscriber get every event from now on, unless it has left. */
  admit(subscriber: Subscriber, sink: FrameSink): void {
    if (this.#arriving.delete(subscriber)) this.present.set(subscriber, sink);
  }

  /** Returns whether the subscriber was a member. */
  delete(subscriber: Subscriber): boolean {
    return this.present.delete(subscriber) || this.#arriving.delete(subscriber);
  }

  /** Returns the members present whose frames go to one of these sinks. */
  presentAt(sinks: Pick<ReadonlySet<FrameSink>, 'has'>): readonly (readonly [Subscriber, FrameSink])[] {
    return [...this.present].filter(([, sink]) => sinks.has(sink));
  }

  /** Keeps events from the subscriber until it is admitted again, as if it were new. */
  suspend(subscriber: Subscriber, sink: FrameSink): void {
    if (this.present.delete(subscriber)) this.#arriving.set(subscriber, sink);
  }

  /** Iterates over all members, also those that leave meanwhile before their turn. */
  *all(): Iterable<Subscriber> {
    yield* this.present.keys();
    yield* this.#arriving.keys();
  }
}

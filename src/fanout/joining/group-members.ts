import type { FrameSink, Subscriber } from '../subscriber.ts';

/** The subscribers of a group, each with where its frames go. */
export class GroupMembers {
  /** Those that get every event. */
  readonly present = new Map<Subscriber, FrameSink>();
  /** Those that are still to be served what they missed, or what they begin with. */
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

  /** It gets every event from now on, unless it has left. */
  admit(subscriber: Subscriber, sink: FrameSink): void {
    if (this.#arriving.delete(subscriber)) this.present.set(subscriber, sink);
  }

  /** Returns whether it was a member. */
  delete(subscriber: Subscriber): boolean {
    return this.present.delete(subscriber) || this.#arriving.delete(subscriber);
  }

  /** Those present whose frames go to one of these sinks. */
  presentAt(sinks: Pick<ReadonlySet<FrameSink>, 'has'>): readonly (readonly [Subscriber, FrameSink])[] {
    return [...this.present].filter(([, sink]) => sinks.has(sink));
  }

  /** It gets no event any more until it is admitted again, as if it were new. */
  suspend(subscriber: Subscriber, sink: FrameSink): void {
    if (this.present.delete(subscriber)) this.#arriving.set(subscriber, sink);
  }

  /** All of them, also those that leave meanwhile before their turn. */
  *all(): Iterable<Subscriber> {
    yield* this.present.keys();
    yield* this.#arriving.keys();
  }
}

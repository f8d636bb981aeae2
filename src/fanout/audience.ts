import type { FrameSink, Subscriber } from './subscriber.ts';

/** A part of a group's subscribers. */
export interface Audience {
  readonly subscribers: ReadonlySet<Subscriber>;
  /** Whether it is those subscribers, or all others. */
  readonly isThem: boolean;
}

/**
 * Returns the sinks of an audience among those `present`. It goes past those that have left
 * meanwhile, and goes on where it was left, where a generator would be over.
 */
export function sinksAmong(
  present: ReadonlyMap<Subscriber, FrameSink>,
  { subscribers, isThem }: Audience,
): IterableIterator<FrameSink> {
  const entries = present.entries();
  return {
    next() {
      for (let entry = entries.next(); entry.done !== true; entry = entries.next()) {
        const [subscriber, sink] = entry.value;
        if (subscribers.has(subscriber) === isThem) return { done: false, value: sink };
      }
      return { done: true, value: undefined };
    },
    [Symbol.iterator]() {
      return this;
    },
  };
}

import { OperationGroup, type SharedOperation } from './operation-group.ts';
import type { Seat, SeatHolder } from './seat.ts';
import type { SharedSource } from './shared-source.ts';

export interface Subscription {
  readonly operation: SharedOperation;
  /** Equal texts mean equal documents; a client's own query text will do. */
  readonly documentKey: string;
  /** The variables that decide the results: all but those that only say where a client resumes. */
  readonly sharedVariables: Readonly<Record<string, unknown>>;
  readonly source: SharedSource;
  /** Where the client resumes; absent: it starts with the next event. */
  readonly after?: string | undefined;
}

/** Puts every subscription into the group of those that ask the same. */
export class Fanout {
  readonly #groups = new Map<string, OperationGroup>();
  readonly #maskError: (error: unknown) => Error;
  /** Events executed, and handed to seats, since the beginning. */
  executions = 0;
  deliveries = 0;

  constructor(maskError: (error: unknown) => Error) {
    this.#maskError = maskError;
  }

  get groups(): number {
    return this.#groups.size;
  }

  get seats(): number {
    let seats = 0;
    for (const group of this.#groups.values()) seats += group.seats;
    return seats;
  }

  /** Takes a seat for `holder`. @throws what the source says when it cannot be opened, or `after` is too long ago. */
  async join(subscription: Subscription, holder: SeatHolder): Promise<Seat> {
    const key = groupKey(subscription);
    let group = this.#groups.get(key);
    if (group === undefined) {
      const created = new OperationGroup({
        operation: subscription.operation,
        source: subscription.source,
        maskError: this.#maskError,
        onDelivered: (seats) => {
          this.executions += 1;
          this.deliveries += seats;
        },
        onEmpty: () => {
          if (this.#groups.get(key) === created) this.#groups.delete(key);
        },
      });
      this.#groups.set(key, created);
      group = created;
    }
    return group.seat(holder, subscription.after);
  }
}

/** What decides the bytes of a result. Two different keys may mean the same; one key never means two things. */
function groupKey({ operation: { operationName }, documentKey, sharedVariables, source }: Subscription): string {
  return JSON.stringify([source.key, operationName ?? null, canonical(sharedVariables), documentKey]);
}

/** The same value with the keys of all its objects in one order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
}

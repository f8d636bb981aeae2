import { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { FlushScheduler } from './flush-scheduler.ts';
import { OperationGroup } from './operation-group.ts';
import type { SharedOperation } from './shared-operation.ts';
import type { SharedSource } from './shared-source.ts';
import type { Subscriber, SubscriberListener } from './subscriber.ts';

export interface Subscription {
  readonly operation: SharedOperation;
  /** Equal for operations whose results are the same for the same events; never for two that differ. A JSON text, which says itself where it ends. */
  readonly operationKey: string;
  readonly source: SharedSource;
  /** Where the client resumes; absent: it starts with the next event. */
  readonly after?: string | undefined;
  /** Whose turn it is to ask Kazoo, if this is the first of its group. */
  readonly client: string;
}

/** Puts every subscription into the group of those that ask the same. */
export class Fanout {
  readonly #groups = new Map<string, OperationGroup>();
  readonly #scheduler: FlushScheduler;
  readonly #catchUps = new SlicedQueue();
  readonly #maskError: (error: unknown) => Error;
  readonly #onExecuted: ((durationMs: number) => void) | undefined;
  /** Events executed, and handed to seats, since the beginning. */
  executions = 0;
  deliveries = 0;

  /** @param onExecuted hot: called for each event that was executed and serialized */
  constructor(
    scheduler: FlushScheduler,
    maskError: (error: unknown) => Error,
    onExecuted?: (durationMs: number) => void,
  ) {
    this.#scheduler = scheduler;
    this.#maskError = maskError;
    this.#onExecuted = onExecuted;
  }

  get groups(): number {
    return this.#groups.size;
  }

  get subscribers(): number {
    let subscribers = 0;
    for (const group of this.#groups.values()) subscribers += group.subscribers;
    return subscribers;
  }

  /** Takes a seat for `holder`. @throws what the source says when it cannot be opened, or `after` is too long ago. */
  async join(subscription: Subscription, holder: SubscriberListener): Promise<Subscriber> {
    const key = groupKey(subscription);
    let group = this.#groups.get(key);
    if (group === undefined) {
      const created = new OperationGroup({
        operation: subscription.operation,
        source: subscription.source,
        client: subscription.client,
        scheduler: this.#scheduler,
        catchUps: this.#catchUps,
        maskError: this.#maskError,
        onExecuted: this.#onExecuted,
        onDelivered: (events, subscribers) => {
          this.executions += events;
          this.deliveries += events * subscribers;
        },
        onEmpty: () => {
          if (this.#groups.get(key) === created) this.#groups.delete(key);
        },
      });
      this.#groups.set(key, created);
      group = created;
    }
    return group.subscriber(holder, subscription.after, subscription.client);
  }
}

/** What decides the bytes of a result. Two different keys may mean the same; one key never means two things. */
function groupKey({ operationKey, source }: Subscription): string {
  return `${operationKey} ${source.key}`;
}

import type { GraphQLError } from 'graphql';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { FlushScheduler } from './flush-scheduler.ts';
import type { GroupLimits, GroupServices } from './group-services.ts';
import { OperationGroup } from './operation-group.ts';
import type { SharedOperation } from './projection/projection.ts';
import { StartFrames } from './projection/start-frames.ts';
import type { SharedSource } from './shared-source.ts';

/** What all members of a group ask for. */
export interface SharedSubscription {
  readonly operation: SharedOperation;
  /**
   * A JSON text. Equal for operations whose results are the same for the same events; never equal
   * for two whose results differ.
   */
  readonly operationKey: string;
  readonly source: SharedSource;
}

/** Returns what subscriptions have in common that share a group, and no others. */
export function groupKey({ operationKey, source }: Pick<SharedSubscription, 'operationKey' | 'source'>): string {
  // Both parts are JSON texts, which say themselves where they end.
  return `${operationKey} ${source.key}`;
}

/** Puts every subscription into the group of those that ask for the same. */
export class Fanout {
  readonly #groups = new Map<string, OperationGroup>();
  readonly #services: GroupServices;
  /** The number of events that were executed since the start. */
  executions = 0;
  /** The number of results that were handed to subscribers since the start. */
  deliveries = 0;

  /**
   * @param turns in which those who resume are served what they missed, among all other work: two
   *   queues would take two slices in each turn of the event loop
   * @param onExecuted hot: called for each event that was executed and serialized
   */
  constructor(
    scheduler: FlushScheduler,
    turns: SlicedQueue,
    maskError: (error: unknown) => GraphQLError,
    limits: GroupLimits,
    onExecuted: (durationMs: number) => void = () => undefined,
  ) {
    this.#services = {
      scheduler,
      maskError,
      onExecuted: (durationMs) => {
        this.executions += 1;
        onExecuted(durationMs);
      },
      limits,
      catchUps: turns,
      startFrames: new StartFrames(),
      onDelivered: (events, subscribers) => {
        this.deliveries += events * subscribers;
      },
    };
  }

  get groups(): number {
    return this.#groups.size;
  }

  get subscribers(): number {
    let subscribers = 0;
    for (const group of this.#groups.values()) subscribers += group.subscribers;
    return subscribers;
  }

  /**
   * Returns the group of the subscription, which a subscriber must join in this same turn: a group
   * closes its source when its last subscriber leaves.
   *
   * @param client the client that asks Kazoo, if the group is new
   * @throws what the source throws when it cannot be opened.
   */
  groupOf({ operation, operationKey, source }: SharedSubscription, client: string): OperationGroup {
    const key = groupKey({ operationKey, source });
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group = new OperationGroup(operation, source, client, this.#services, () => {
      if (this.#groups.get(key) === group) this.#groups.delete(key);
    });
    this.#groups.set(key, group);
    return group;
  }
}

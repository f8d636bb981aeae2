import { notOwn } from '../../auth/user-restriction.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { EventBindings } from '../../kazoo/blackhole/event-bindings.ts';
import type { EventField } from '../../kazoo/events/event-field.ts';
import { namesOwners } from '../../kazoo/events/event-owners.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { allOf, type Condition, type ItemFilter, itemFilter } from './item-filter.ts';

/**
 * Selects the events of a topic that a stream delivers. A client's own filter reads only fields
 * that the client could read: filtering finds out nothing that is hidden.
 */
export type EventFilter = ItemFilter<KazooEvent>;

type EventCondition = Condition<KazooEvent>;

/**
 * Accepts events with the wanted value, or with one of them. An event without a value is not
 * accepted.
 */
export function oneOf(read: (event: KazooEvent) => string | number | boolean | null | undefined): EventCondition {
  return (wanted) => {
    const values = new Set<unknown>([wanted].flat());
    return (event) => values.has(read(event));
  };
}

/** Accepts events of which a typed field has the wanted value, as `oneOf` does. */
export function hasField(field: EventField<string | number | boolean>): EventCondition {
  return oneOf(({ data }) => field(data));
}

/** Accepts events with one of the wanted names. */
export const hasName: EventCondition = oneOf(({ name }) => name);

/** Leaves out the events that `isUnwanted` finds, if the argument is true. */
export function hide(isUnwanted: (event: KazooEvent) => boolean): EventCondition {
  return (wanted) => (event) => wanted !== true || !isUnwanted(event);
}

/**
 * Returns the filter for what a subscription's own arguments ask for and its binding cannot
 * express.
 */
export function residualFilterOf({ residualFilter, eventNames }: EventBindings): EventFilter | undefined {
  return allOf(
    residualFilter && itemFilter('residualFilter', hasField(residualFilter.field), residualFilter.value),
    eventNames && itemFilter('eventNames', hasName, eventNames),
  );
}

/**
 * Accepts the events of a user's own legs. An event that names no owner is not accepted.
 *
 * @throws `FORBIDDEN` for families whose events never name one.
 */
export function ownerFilter(bindings: readonly Binding[], ownerId: string): EventFilter {
  if (!bindings.every(({ family }) => namesOwners(family))) throw notOwn();
  return { key: `own=${JSON.stringify(ownerId)}`, accepts: ({ owners }) => owners.includes(ownerId) };
}

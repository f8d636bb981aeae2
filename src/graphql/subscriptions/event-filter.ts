import { notOwn } from '../../auth/user-restriction.ts';
import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { EventBindings } from '../../kazoo/blackhole/event-bindings.ts';
import type { EventField } from '../../kazoo/events/event-field.ts';
import { namesOwners } from '../../kazoo/events/event-owners.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';

/**
 * Selects the events of a topic that a stream delivers. A client's own filter reads only fields
 * that the client could read: filtering finds out nothing that is hidden.
 */
export interface EventFilter {
  /** Two filters with equal keys accept the same events. */
  readonly key: string;
  /** Hot: asked once for each event and group. Must not throw. */
  accepts(event: KazooEvent): boolean;
}

/** A filter argument's value. */
export type Wanted = boolean | string | readonly (string | number)[];

/** Makes the test for one argument of a filter, ahead of all events. */
export type Condition = (wanted: Wanted) => (event: KazooEvent) => boolean;

/** A condition for every argument of a filter input. */
export type Conditions<Input> = { readonly [Name in keyof Required<Input>]: Condition };

type FilterInput = Readonly<Record<string, Wanted | null | undefined>>;

/**
 * Accepts events with the wanted value, or with one of them. An event without a value is not
 * accepted. `spell` turns an argument's word into Kazoo's.
 */
export function oneOf(
  read: (event: KazooEvent) => string | number | boolean | null | undefined,
  spell: (word: string) => string = (word) => word,
): Condition {
  return (wanted) => {
    const values = new Set<unknown>([wanted].flat().map((value) => (typeof value === 'string' ? spell(value) : value)));
    return (event) => values.has(read(event));
  };
}

/** Accepts events of which a typed field has the wanted value, as `oneOf` does. */
export function hasField(field: EventField<string | number | boolean>): Condition {
  return oneOf(({ data }) => field(data));
}

/** Accepts events with one of the wanted names. */
export const hasName: Condition = oneOf(({ name }) => name);

/** Leaves out the events that `isUnwanted` finds, if the argument is true. */
export function hide(isUnwanted: (event: KazooEvent) => boolean): Condition {
  return (wanted) => (event) => wanted !== true || !isUnwanted(event);
}

/**
 * Accepts what meets every condition that the input names; undefined when it names none. @throws
 * `BAD_USER_INPUT` for an empty list.
 */
export function eventFilter<Input extends FilterInput>(
  conditions: Conditions<Input>,
  input: Input | null | undefined,
): EventFilter | undefined {
  const parts = Object.entries<Condition>(conditions).flatMap(([name, condition]) => {
    const wanted = input?.[name];
    return wanted === undefined || wanted === null ? [] : [part(name, condition, wanted)];
  });
  return allOf(...parts);
}

/** Accepts what all of them accept; undefined when there is none. */
export function allOf(...filters: readonly (EventFilter | undefined)[]): EventFilter | undefined {
  const [first, ...others] = filters.filter((filter) => filter !== undefined);
  if (first === undefined || others.length === 0) return first;
  const all = [first, ...others];
  return { key: all.map(({ key }) => key).join('&'), accepts: (event) => all.every((filter) => filter.accepts(event)) };
}

/**
 * Returns the filter for what a subscription's own arguments ask for and its binding cannot
 * express.
 */
export function residualFilterOf({ residualFilter, eventNames }: EventBindings): EventFilter | undefined {
  return allOf(
    residualFilter && part('residualFilter', hasField(residualFilter.field), residualFilter.value),
    eventNames && part('eventNames', hasName, eventNames),
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

function part(name: string, condition: Condition, wanted: Wanted): EventFilter {
  if (typeof wanted === 'object' && wanted.length === 0) {
    throw new GatewayError('BAD_USER_INPUT', `filter.${name} is empty, and would let nothing through. Leave it out.`);
  }
  // In one order and without repeats, so that clients that want the same share.
  const canonical = typeof wanted === 'object' ? [...new Set(wanted)].sort() : wanted;
  return { key: `${name}=${JSON.stringify(canonical)}`, accepts: condition(wanted) };
}

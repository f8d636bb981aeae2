import { GatewayError } from '../../errors.ts';

/** Selects those of some items that a client wants. */
export interface ItemFilter<Item> {
  /** Two filters with equal keys accept the same items. */
  readonly key: string;
  /** Hot: asked once for each item and group. Must not throw. */
  accepts(item: Item): boolean;
}

/** A filter argument's value. */
export type Wanted = boolean | string | readonly (string | number)[];

/** Makes the test for one argument of a filter, ahead of all items. */
export type Condition<Item> = (wanted: Wanted) => (item: Item) => boolean;

/** A condition for every argument of a filter input. */
export type Conditions<Input, Item> = { readonly [Name in keyof Required<Input>]: Condition<Item> };

type FilterInput = Readonly<Record<string, Wanted | null | undefined>>;

/** Accepts what meets the condition that the argument `name` asks for. */
export function itemFilter<Item>(name: string, condition: Condition<Item>, wanted: Wanted): ItemFilter<Item> {
  if (typeof wanted === 'object' && wanted.length === 0) {
    throw new GatewayError('BAD_USER_INPUT', `filter.${name} is empty, and would let nothing through. Leave it out.`);
  }
  // In one order and without repeats, so that clients that want the same share.
  const canonical = typeof wanted === 'object' ? [...new Set(wanted)].sort() : wanted;
  return { key: `${name}=${JSON.stringify(canonical)}`, accepts: condition(wanted) };
}

/**
 * Accepts what meets every condition that the input names; undefined when it names none. @throws
 * `BAD_USER_INPUT` for an empty list.
 */
export function inputFilter<Input extends FilterInput, Item>(
  conditions: Conditions<Input, Item>,
  input: Input | null | undefined,
): ItemFilter<Item> | undefined {
  const parts = Object.entries<Condition<Item>>(conditions).flatMap(([name, condition]) => {
    const wanted = input?.[name];
    return wanted === undefined || wanted === null ? [] : [itemFilter(name, condition, wanted)];
  });
  return allOf(...parts);
}

/** Accepts what all of them accept; undefined when there is none. */
export function allOf<Item>(...filters: readonly (ItemFilter<Item> | undefined)[]): ItemFilter<Item> | undefined {
  const [first, ...others] = filters.filter((filter) => filter !== undefined);
  if (first === undefined || others.length === 0) return first;
  const all = [first, ...others];
  return { key: all.map(({ key }) => key).join('&'), accepts: (item) => all.every((filter) => filter.accepts(item)) };
}

/** Accepts items of which `read` returns one of the wanted values, or at least one of those. */
export function hasOneOf<Item>(read: (item: Item) => Iterable<unknown>): Condition<Item> {
  return (wanted) => {
    const values = new Set<unknown>([wanted].flat());
    return (item) => {
      for (const value of read(item)) if (values.has(value)) return true;
      return false;
    };
  };
}

import type { Found } from '../../kazoo/collections/collection-reader.ts';
import type { LiveRow } from '../live-rows.ts';

/** A row of a list of Kazoo's as a live list keeps it. */
export type PolledRow<Item> = Found<Item> & LiveRow;

/** Makes rows of what Kazoo listed. @param idOf the id by which clients know an item */
export function polledRows<Item extends { readonly owners: readonly string[] }>(
  items: readonly Found<Item>[],
  idOf: (item: Found<Item>) => string,
): readonly PolledRow<Item>[] {
  return items.map((item) => ({ ...item, id: idOf(item), ownerIds: item.owners }));
}

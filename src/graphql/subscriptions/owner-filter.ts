import { notOwn } from '../../auth/user-restriction.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { namesOwners } from '../../kazoo/events/event-owners.ts';
import type { EventFilter } from './event-filter.ts';

/** Accepts the events of a user's own legs; what names no owner is not accepted. @throws `FORBIDDEN` for families that never name one. */
export function ownerFilter(bindings: readonly Binding[], ownerId: string): EventFilter {
  if (!bindings.every(({ family }) => namesOwners(family))) throw notOwn();
  return { key: `own=${JSON.stringify(ownerId)}`, accepts: ({ owners }) => owners.includes(ownerId) };
}

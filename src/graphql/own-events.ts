import type { Binding } from '../kazoo/binding.ts';
import { namesOwners } from '../kazoo/event-owners.ts';
import type { EventFilter } from './event-filter.ts';
import { notOwn } from './user-restriction.ts';

/** Accepts the events of a user's own legs; what names no owner is not accepted. @throws `FORBIDDEN` for families that never name one. */
export function ownEvents(bindings: readonly Binding[], ownerId: string): EventFilter {
  if (!bindings.every(({ family }) => namesOwners(family))) throw notOwn();
  return { key: `own=${JSON.stringify(ownerId)}`, accepts: ({ owners }) => owners.includes(ownerId) };
}

import type { Binding, BindingFamily } from '../kazoo/binding.ts';
import { callEventFields } from '../kazoo/call-event-fields.ts';
import { conferenceEventFields } from '../kazoo/conference-event-fields.ts';
import type { EventField } from '../kazoo/event-field.ts';
import type { EventFilter } from './event-filter.ts';
import { notOwn } from './user-restriction.ts';

/**
 * Where Kazoo says whose a leg is: the user who owns its device, or who authorized it himself (events.md section 5.2). Commands, faxes,
 * documents and presence name no user.
 */
const ownerFields: Readonly<Partial<Record<BindingFamily, readonly EventField<string>[]>>> = {
  call: [callEventFields.ownerId, callEventFields.authorizingId],
  'conference.event': [conferenceEventFields.ownerId, conferenceEventFields.authorizingId],
};

/** Accepts the events of a user's own legs; what names no owner is not accepted. @throws `FORBIDDEN` for families that never name one. */
export function ownEvents(bindings: readonly Binding[], ownerId: string): EventFilter {
  if (bindings.some(({ family }) => ownerFields[family] === undefined)) throw notOwn();
  return {
    key: `own=${JSON.stringify(ownerId)}`,
    accepts: ({ family, data }) => ownerFields[family]?.some((field) => field(data) === ownerId) === true,
  };
}

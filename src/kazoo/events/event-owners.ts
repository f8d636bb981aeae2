import type { BindingFamily } from '../blackhole/binding.ts';
import { callEventFields } from './call-event-fields.ts';
import { conferenceEventFields } from './conference-event-fields.ts';
import type { EventData, EventField } from './event-field.ts';

/**
 * Where Kazoo says whose a leg is: the user who owns its device, or who authorized it himself (events.md section 5.2). Commands, faxes,
 * documents and presence name no user.
 */
const ownerFields: Readonly<Partial<Record<BindingFamily, readonly EventField<string>[]>>> = {
  call: [callEventFields.ownerId, callEventFields.authorizingId],
  'conference.event': [conferenceEventFields.ownerId, conferenceEventFields.authorizingId],
};

const anonymous: readonly string[] = [];

/** Whether events of this family ever name an owner. */
export function namesOwners(family: BindingFamily): boolean {
  return ownerFields[family] !== undefined;
}

/** Hot: once for each event. The ids of whom it names; a user's own events are those that name the user. */
export function ownersOf(family: BindingFamily, data: EventData): readonly string[] {
  const named = ownerFields[family]?.map((field) => field(data));
  return named?.filter((id) => typeof id === 'string') ?? anonymous;
}

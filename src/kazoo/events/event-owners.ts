import type { BindingFamily } from '../blackhole/binding-forms.ts';
import { callEventFields } from './call-event-fields.ts';
import { conferenceEventFields } from './conference-event-fields.ts';
import type { EventData, EventField } from './event-field.ts';

/**
 * The fields that name the owners of a leg: the user who owns its device, and the user who
 * authorized it (events.md section 5.2). Commands, faxes, documents and presence name no user.
 */
const ownerFields: Readonly<Partial<Record<BindingFamily, readonly EventField<string>[]>>> = {
  call: [callEventFields.ownerId, callEventFields.authorizingId],
  'conference.event': [conferenceEventFields.ownerId, conferenceEventFields.authorizingId],
};

const anonymous: readonly string[] = [];

/** Whether events of the family can name owners. */
export function namesOwners(family: BindingFamily): boolean {
  return ownerFields[family] !== undefined;
}

/** The ids of the users that an event names as owners. Hot: runs once for each event. */
export function ownersOf(family: BindingFamily, data: EventData): readonly string[] {
  const named = ownerFields[family]?.map((field) => field(data));
  return named?.filter((id) => typeof id === 'string') ?? anonymous;
}

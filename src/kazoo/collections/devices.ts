import { type EventField, type EventFields, firstOf, flag, text } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

const sipDevice: EventField<string> = () => 'sip_device';

/**
 * The fields that Crossbar's list of devices shows (priv/couchdb/account/devices.json,
 * `crossbar_listing`). The documents themselves hold SIP passwords.
 */
const deviceFields = {
  id: text('id'),
  name: text('name'),
  macAddress: text('mac_address'),
  ownerId: text('owner_id'),
  enabled: flag('enabled'),
  // What the list says of a document without a type, which a document itself does not.
  deviceType: firstOf(text('device_type'), sipDevice),
  mdn: text('mdn'),
} satisfies EventFields;

export const devices = collection({
  path: 'devices',
  type: 'Device',
  fields: deviceFields,
  owners: ['ownerId'],
  key: 'id',
  isPaged: true,
});

export type Device = Found<NonNullable<ReturnType<typeof devices.read>>>;

/**
 * The id of the device that authorized a leg; null where `authorizing_id` names something else,
 * such as a carrier.
 */
export function authorizingDevice(authorizing: {
  readonly authorizingId: string | null;
  readonly authorizingType: string | null;
}): string | null {
  return authorizing.authorizingType === 'device' ? authorizing.authorizingId : null;
}

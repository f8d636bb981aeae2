import { type CrossbarRecord, isRecord } from '../crossbar/crossbar-value.ts';
import { type EventFields, flag, text } from '../events/event-field.ts';
import { collection } from './collection.ts';
import type { Found } from './collection-reader.ts';

/**
 * The fields of a slot in use, without those that concern only the switches (`switch_uri`, `node`).
 */
const parkedCallFields = {
  slot: text('slot'),
  callId: text('call_id'),
  attended: flag('attended'),
  slotCallId: text('slot_call_id'),
  parkerCallId: text('parker_call_id'),
  ringbackId: text('ringback_id'),
  callerIdName: text('cid_name'),
  callerIdNumber: text('cid_number'),
  callerIdUri: text('cid_uri'),
  presenceId: text('presence_id'),
  presenceUser: text('presence_user'),
  presenceRealm: text('presence_realm'),
  presenceType: text('presence_type'),
  fromTag: text('from_tag'),
  toTag: text('to_tag'),
} satisfies EventFields;

export const parkedCalls = collection({
  path: 'parked_calls',
  type: 'ParkedCall',
  fields: parkedCallFields,
  key: 'slot',
  rowsOf: slotsOf,
});

export type ParkedCall = Found<NonNullable<ReturnType<typeof parkedCalls.read>>>;

/** Reads `{slots: {slot: call}}`. Crossbar may leave `slots` out when none is in use. */
function slotsOf(data: unknown): readonly CrossbarRecord[] | undefined {
  if (!isRecord(data)) return undefined;
  const slots = data['slots'] ?? {};
  if (!isRecord(slots)) return undefined;
  return Object.entries(slots).flatMap(([slot, call]) => (isRecord(call) ? [{ ...call, slot }] : []));
}

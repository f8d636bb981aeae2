import { isRecord } from './crossbar-value.ts';
import { type EventData, readFlag } from './event-field.ts';

/** Names and addresses of the switches, session descriptions, free-form variables: nothing that a client needs (events.md section 13). */
const neverForwarded = [
  'local_sdp',
  'remote_sdp',
  'switch_*',
  'media_server',
  'custom_sip_headers',
  'subscription_key',
  'routing_key',
  'database',
  'fax_doc_db',
  'control_queue',
  'custom_application_vars',
  'ecallmgr_node',
  'application_node',
  'fetch_id',
  'reseller_id',
];

/** Where the caller's name and number stand, also as the other leg and as SIP tells them. */
const callerKeys: ReadonlySet<string> = new Set([
  'caller_id_name',
  'caller_id_number',
  'other_leg_caller_id_name',
  'other_leg_caller_id_number',
  'from',
  'from_uri',
]);

/** Kazoo's own data is four levels deep at most. What is nested without end would end the process on the way out. */
const maxDepth = 32;

export type PublicData = (data: EventData) => EventData;

/**
 * Makes what takes out of an event's data what must not leave: at every depth the keys that are never forwarded and those in `hiddenKeys`
 * (`name_*` hides all that begin with `name_`), and the caller where the caller asked for privacy. What is nested too deep becomes null.
 *
 * Everything else reads from the result, typed fields, filters and `data` alike, so that none of them is a way around it.
 */
export function publicDataWithout(hiddenKeys: readonly string[]): PublicData {
  const hidden = [...neverForwarded, ...hiddenKeys];
  const names = new Set(hidden.filter((key) => !key.endsWith('*')));
  const beginnings = hidden.filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1));
  const isHidden = (key: string): boolean =>
    names.has(key) || beginnings.some((beginning) => key.startsWith(beginning));
  const isHiddenWithCaller = (key: string): boolean => callerKeys.has(key) || isHidden(key);
  return (data) => strip(data, wantsPrivacy(data) ? isHiddenWithCaller : isHidden, maxDepth);
}

/** Without the keys that are never forwarded. */
export const publicData: PublicData = publicDataWithout([]);

/** A wish that cannot be read is a wish. */
function wantsPrivacy({ custom_channel_vars: variables }: EventData): boolean {
  if (!isRecord(variables)) return false;
  const {
    privacy_hide_name: hideName,
    privacy_hide_number: hideNumber,
    caller_privacy_name: name,
    caller_privacy_number: number,
  } = variables;
  return [hideName, hideNumber, name, number].map(readFlag).some((wish) => wish === true || wish === undefined);
}

function strip(record: EventData, isHidden: (key: string) => boolean, depth: number): EventData {
  const kept = Object.entries(record).filter(([key]) => !isHidden(key));
  // Assigning to a key named __proto__ would change the object instead; fromEntries defines it like any other.
  return Object.fromEntries(kept.map(([key, value]) => [key, stripValue(value, isHidden, depth - 1)]));
}

function stripValue(value: unknown, isHidden: (key: string) => boolean, depth: number): unknown {
  if (typeof value !== 'object') return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => stripValue(item, isHidden, depth - 1));
  return isRecord(value) ? strip(value, isHidden, depth) : value;
}

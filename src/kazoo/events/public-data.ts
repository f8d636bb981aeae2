import { isRecord } from '../crossbar/crossbar-value.ts';
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

/** Where the caller's name and number stand, also as the other leg and as SIP tell them. */
const callerKeys = ['caller_id_*', 'other_leg_caller_id_*', 'from', 'from_uri', 'channel_name'];

/** Kazoo's own data is four levels deep at most. What is nested without end would end the process on the way out. */
const maxDepth = 32;

export type PublicData = (data: EventData) => EventData;

export type KeyMatcher = (key: string) => boolean;

/**
 * Makes what takes out of an event's data what must not leave: at every depth the keys that are never forwarded and those in `hiddenKeys`
 * (`name_*` hides all that begin with `name_`), and the caller where the caller asked for privacy. What is nested too deep becomes null.
 *
 * Everything else reads from the result, typed fields, filters and `data` alike, so that none of them is a way around it.
 */
export function publicDataWithout(hiddenKeys: readonly string[]): PublicData {
  const isHidden = keyMatcher([...neverForwarded, ...hiddenKeys]);
  const isHiddenWithCaller = keyMatcher([...neverForwarded, ...hiddenKeys, ...callerKeys]);
  return (data) => strip(data, wantsPrivacy(data) ? isHiddenWithCaller : isHidden, maxDepth);
}

/** Without the keys that are hidden, at every depth. What is nested too deep becomes null. */
export function withoutKeys(record: EventData, isHidden: KeyMatcher): EventData {
  return strip(record, isHidden, maxDepth);
}

/** Without the keys that are never forwarded. */
export const publicData: PublicData = publicDataWithout([]);

/** Which keys the patterns mean: `name_*` all that begin with `name_`. */
export function keyMatcher(patterns: readonly string[]): KeyMatcher {
  const names = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const beginnings = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (key) => names.has(key) || beginnings.some((beginning) => key.startsWith(beginning));
}

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

/** Hot: once for each key of each event. */
function strip(record: EventData, isHidden: KeyMatcher, depth: number): EventData {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(record)) {
    if (isHidden(key)) continue;
    const value = stripValue(record[key], isHidden, depth - 1);
    // Assigning to this one would exchange the prototype.
    if (key === '__proto__') Object.defineProperty(kept, key, { value, enumerable: true });
    else kept[key] = value;
  }
  return kept;
}

function stripValue(value: unknown, isHidden: KeyMatcher, depth: number): unknown {
  if (typeof value !== 'object') return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => stripValue(item, isHidden, depth - 1));
  return isRecord(value) ? strip(value, isHidden, depth) : value;
}

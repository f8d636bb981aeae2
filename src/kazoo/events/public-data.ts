import { isRecord } from '../crossbar/crossbar-value.ts';
import { type EventData, readFlag } from './event-field.ts';

/**
 * Keys that no client needs: names and addresses of switches, session descriptions, free-form
 * variables (events.md section 13).
 */
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

/** Keys that show a caller's name or number, also those of the other leg and of SIP. */
const callerKeys = ['caller_id_*', 'other_leg_caller_id_*', 'from', 'from_uri', 'channel_name'];

/**
 * Kazoo nests its data at most four levels deep. Data nested without end would overflow the stack
 * when it is serialized.
 */
const maxDepth = 32;

/** Removes from the data of an event what clients must not see. */
export type PublicData = (data: EventData) => EventData;

export type KeyMatcher = (key: string) => boolean;

/**
 * Returns a function that removes from the data of an event what clients must not see, at every
 * depth: the keys that are never forwarded, those in `hiddenKeys` (`name_*` hides all keys that
 * begin with `name_`), and the caller's name and number where the caller asked for privacy. Values
 * nested too deep become null.
 *
 * Typed fields, filters and `data` all read from the result, so that none of them can show what is
 * hidden.
 */
export function publicDataWithout(hiddenKeys: readonly string[]): PublicData {
  const isHidden = keyMatcher([...neverForwarded, ...hiddenKeys]);
  const isHiddenWithCaller = keyMatcher([...neverForwarded, ...hiddenKeys, ...callerKeys]);
  return (data) => strip(data, hidesCaller(data) ? isHiddenWithCaller : isHidden, maxDepth);
}

/** Returns a copy without the hidden keys, at every depth. Values nested too deep become null. */
export function withoutKeys(record: EventData, isHidden: KeyMatcher): EventData {
  return strip(record, isHidden, maxDepth);
}

/** Removes only the keys that are never forwarded. */
export const publicData: PublicData = publicDataWithout([]);

/** Returns a matcher of keys: `name_*` matches every key that begins with `name_`. */
export function keyMatcher(patterns: readonly string[]): KeyMatcher {
  const names = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const beginnings = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (key) => names.has(key) || beginnings.some((beginning) => key.startsWith(beginning));
}

/** Matches the keys that show a caller's name or number. */
export const isCallerKey: KeyMatcher = keyMatcher(callerKeys);

/** Whether the caller asked for privacy. A flag that cannot be read counts as set. */
export function hidesCaller({ custom_channel_vars: variables }: EventData): boolean {
  if (!isRecord(variables)) return false;
  const {
    privacy_hide_name: hideName,
    privacy_hide_number: hideNumber,
    caller_privacy_name: name,
    caller_privacy_number: number,
  } = variables;
  return [hideName, hideNumber, name, number].map(readFlag).some((asked) => asked === true || asked === undefined);
}

/** Hot: looks at each key of each event. */
function strip(record: EventData, isHidden: KeyMatcher, depth: number): EventData {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(record)) {
    if (isHidden(key)) continue;
    const value = stripValue(record[key], isHidden, depth - 1);
    // Assigning to `__proto__` would change the prototype.
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

import { isRecord } from './crossbar-value.ts';
import type { EventData } from './event-field.ts';

/** Names and addresses of the switches, session descriptions, free-form variables: nothing that a client needs (events.md section 13). */
const hiddenKeys: ReadonlySet<string> = new Set([
  'local_sdp',
  'remote_sdp',
  'media_server',
  'switch_hostname',
  'switch_nodename',
  'switch_uri',
  'switch_url',
  'custom_sip_headers',
  'custom_application_vars',
  'subscription_key',
  'routing_key',
  'database',
  'fax_doc_db',
  'control_queue',
  'ecallmgr_node',
  'application_node',
  'fetch_id',
  'reseller_id',
]);

const callerKeys: ReadonlySet<string> = new Set(['caller_id_name', 'caller_id_number']);

/**
 * An event's data without what must not leave: the hidden keys at every depth, and the caller where the caller asked for privacy.
 * Everything else, typed fields and `data` alike, reads from this.
 */
export function publicData(data: EventData): EventData {
  return strip(data, wantsPrivacy(data) ? callerKeys : undefined);
}

function wantsPrivacy({ custom_channel_vars: variables }: EventData): boolean {
  if (!isRecord(variables)) return false;
  const {
    privacy_hide_name: hideName,
    privacy_hide_number: hideNumber,
    caller_privacy_name: name,
    caller_privacy_number: number,
  } = variables;
  return [hideName, hideNumber, name, number].some((value) => value === true || value === 'true');
}

function strip(record: EventData, alsoHidden: ReadonlySet<string> | undefined): EventData {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    if (!hiddenKeys.has(key) && !alsoHidden?.has(key)) kept[key] = stripValue(value, alsoHidden);
  }
  return kept;
}

function stripValue(value: unknown, alsoHidden: ReadonlySet<string> | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => stripValue(item, alsoHidden));
  return isRecord(value) ? strip(value, alsoHidden) : value;
}

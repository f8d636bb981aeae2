import type { JsonObject, JsonValue } from '../json.ts';
import { isJsonObject } from '../json.ts';

// protocol.md "Event frames"; the recording adds Server-Queue-ID (scene 9.1).
const internalHeaders = new Set([
  'access_group',
  'amqp_broker',
  'amqp_broker_zone',
  'defer_response',
  'deliver_to_pid',
  'destination_server',
  'geo_location',
  'node',
  'queue_id',
  'raw_headers',
  'reply_to_pid',
  'request_from_pid',
  'server_id',
  'server_queue_id',
  'system_log_id',
]);

/**
 * A published message as blackhole sends it: internal headers gone, keys normalised, nulls dropped
 * from objects.
 */
export function eventData(payload: JsonObject, keepsDeliverToPid: boolean): JsonObject {
  const entries = normalisedEntries(payload).filter(
    ([key]) => !internalHeaders.has(key) || (key === 'deliver_to_pid' && keepsDeliverToPid),
  );
  return Object.fromEntries(entries);
}

/**
 * Keys are lower-cased byte by byte, which turns the first byte of most two-byte UTF-8 letters into
 * another one (scene 9.3). Letters of three bytes, such as 日, and U+05C0 to U+05FF survive.
 */
export function breaksEncoder(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(breaksEncoder);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => /[\u0080-\u05bf\u0600-\u07ff]/.test(key) || breaksEncoder(inner));
}

function normalisedEntries(value: JsonObject): [string, JsonValue][] {
  return Object.entries(value)
    .filter(([, inner]) => inner !== null)
    .map(([key, inner]) => [normaliseKey(key), normaliseValue(inner)]);
}

function normaliseValue(value: JsonValue): JsonValue {
  if (isJsonObject(value)) return Object.fromEntries(normalisedEntries(value));
  return Array.isArray(value) ? value.map(normaliseValue) : value;
}

function normaliseKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll('-', '_');
}

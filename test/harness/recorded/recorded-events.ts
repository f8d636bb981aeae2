import { readdirSync, readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/simulator/json.ts';

/** The account of all recordings. */
export const recordedAccount = {
  id: '0b7d5e92c4a94c7fbb1de8f60a3c2d45',
  realm: 'bluefin.sip.example.net',
  conferenceId: '6f0d1e2c3b4a49588776a5b4c3d2e1f0',
  /** When it was recorded: the month of its documents. */
  atMs: 1_710_266_645_000,
} as const;

export interface RecordedEvent {
  /** The file's name without its ending. */
  readonly name: string;
  readonly frame: JsonObject;
  readonly data: JsonObject;
  /** As a client subscribes: presence frames have lost their prefix. */
  readonly binding: string;
  /** The expected typed fields, written by hand; those left out are null. */
  readonly typed: JsonObject;
}

const fixtures = new URL('../../fixtures/', import.meta.url);
const families = [
  'call',
  'conference.event',
  'conference.command',
  'fax.status',
  'fax.object',
  'object',
  'presence.dialog',
  'presence.mwi_update',
  'presence.update',
] as const;

/** Every event that was recorded from Kazoo 4.3 and master, with what it means. */
export const recordedEvents: readonly RecordedEvent[] = families.flatMap((family) => {
  const typed = objectOf(readJson(`typed-events/${family}.json`));
  return readdirSync(new URL('kazoo', fixtures))
    .filter((file) => file.startsWith(`${family}.`))
    .map((file) => recordedEvent('kazoo', file.replace(/\.json$/, ''), typed));
});

/** The account of the recordings of Kazoo 5. */
export const recordedAccount5 = {
  id: 'a0000000000000000000000000000001',
  realm: 'acme.sip.example.com',
} as const;

/** Every event that was recorded from Kazoo 5, but relay, which is no event. */
export const recordedEvents5: readonly RecordedEvent[] = Object.keys(typedEvents5()).map((name) =>
  recordedEvent('kazoo-5', name, typedEvents5()),
);

function typedEvents5(): JsonObject {
  return objectOf(readJson('typed-events/kazoo-5.json'));
}

function recordedEvent(folder: 'kazoo' | 'kazoo-5', name: string, typed: JsonObject): RecordedEvent {
  const frame = objectOf(readJson(`${folder}/${name}.json`));
  const { data, subscribed_key: key } = frame;
  return { name, frame, data: objectOf(data), binding: bindingOf(name, String(key)), typed: objectOf(typed[name]) };
}

/** The binding in its one spelling: Kazoo 5 writes the event's name into that of a conference. */
function bindingOf(name: string, key: string): string {
  if (/^(?:k5\.)?presence\./.test(name)) return `presence.${key}`;
  return key.replace('conference.event.*.', 'conference.event.');
}

function readJson(path: string): JsonValue {
  return JSON.parse(readFileSync(new URL(path, fixtures), 'utf8'));
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error('A fixture is not an object');
  return value;
}

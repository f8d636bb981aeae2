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

/** Every event that was recorded from Kazoo, with what it means. */
export const recordedEvents: readonly RecordedEvent[] = families.flatMap((family) => {
  const typed = objectOf(readJson(`typed-events/${family}.json`));
  return readdirSync(new URL('kazoo', fixtures))
    .filter((file) => file.startsWith(`${family}.`))
    .map((file) => {
      const name = file.replace(/\.json$/, '');
      const frame = objectOf(readJson(`kazoo/${file}`));
      const { data, subscribed_key: key } = frame;
      const prefix = family.startsWith('presence.') ? 'presence.' : '';
      return { name, frame, data: objectOf(data), binding: `${prefix}${String(key)}`, typed: objectOf(typed[name]) };
    });
});

function readJson(path: string): JsonValue {
  return JSON.parse(readFileSync(new URL(path, fixtures), 'utf8'));
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error('A fixture is not an object');
  return value;
}

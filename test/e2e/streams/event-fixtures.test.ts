import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventTypes, everyEventField, successorOf, typedFields } from '../../harness/every-event-field.ts';
import type { Harness } from '../../harness/gateway-harness.ts';
import {
  type RecordedEvent,
  recordedAccount,
  recordedAccount5,
  recordedEvents,
  recordedEvents5,
} from '../../harness/recorded/recorded-events.ts';
import { acme, bluefin, startRecordedHarness, startRecordedHarness5 } from './recorded-harness.ts';

// events.md section 13.
const neverForwarded = new Set([
  'local_sdp',
  'remote_sdp',
  'switch_hostname',
  'switch_nodename',
  'switch_uri',
  'switch_url',
  'media_server',
  'custom_sip_headers',
  'custom_application_vars',
  'database',
  'fax_doc_db',
  'ecallmgr_node',
  'application_node',
  'fetch_id',
  'reseller_id',
]);

const everything = `subscription ($binding: String!) { events(binding: $binding) { ${everyEventField()} } }`;

type Event = Record<string, unknown>;

let harness: Harness;
let harness5: Harness;

// The tests share one harness, since none of them leaves anything behind.
beforeAll(async () => {
  [harness, harness5] = await Promise.all([startRecordedHarness(), startRecordedHarness5()]);
});

afterAll(() => Promise.all([harness, harness5].map((each) => each[Symbol.asyncDispose]())));

test.each(recordedEvents)('$name arrives with every typed field', (event) =>
  expectTyped(harness, bluefin, recordedAccount.id, event),
);

test.each(recordedEvents5)('$name arrives with every typed field', (event) =>
  expectTyped(harness5, acme, recordedAccount5.id, event),
);

test('there are recordings of every event type except the one for unknown events', () => {
  const recorded = new Set(
    [...recordedEvents, ...recordedEvents5.filter(({ typed }) => typed['__typename'] !== 'UnknownEvent')].map(
      ({ typed }) => typed['__typename'],
    ),
  );

  const missing = eventTypes().filter(({ name }) => !recorded.has(name));

  expect(missing.map(({ name }) => name)).toEqual(['UnknownEvent']);
});

/** Expects that one client gets the event, with all that it means. */
async function expectTyped(
  { clientOf, subscribe, untilSubscribers, kazoo }: Harness,
  name: string,
  accountId: string,
  { frame, data, binding, typed }: RecordedEvent,
): Promise<void> {
  const reader = subscribe<{ events: Event }>(clientOf(name), everything, { binding });
  await untilSubscribers(1);

  kazoo.publishFrame(accountId, frame);
  const result = await reader.next();

  const { id, receivedAt, cursor, ...event } = result.data?.events ?? {};
  expect(result).not.toHaveProperty('errors');
  expect(id).toMatch(/./);
  expect(receivedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(cursor).toMatch(/./);
  expect(event).toEqual({
    ...nothingOf(typed['__typename']),
    ...typed,
    ...underFormerNames(typed),
    accountId,
    binding,
    gap: null,
    data: withoutInternals(data),
  });

  reader.stop();
  await untilSubscribers(0);
}

/** The values of fields that have a successor. */
function underFormerNames(typed: Event): Event {
  const fields = typedFieldsOf(typed['__typename']).map((field) => [field.name, successorOf(field)] as const);
  return Object.fromEntries(
    fields.flatMap(([name, successor]) => (successor === undefined ? [] : [[name, typed[successor] ?? null]])),
  );
}

/** All typed fields of the type, null. */
function nothingOf(typeName: unknown): Event {
  return Object.fromEntries(typedFieldsOf(typeName).map(({ name }) => [name, null]));
}

function typedFieldsOf(typeName: unknown): ReturnType<typeof typedFields> {
  const type = eventTypes().find(({ name }) => name === typeName);
  return type === undefined ? [] : typedFields(type);
}

function withoutInternals(data: object): Event {
  const kept = Object.entries(data).filter(([key]) => !neverForwarded.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      typeof value === 'object' && !Array.isArray(value) ? withoutInternals(value) : value,
    ]),
  );
}

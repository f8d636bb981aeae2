import fc from 'fast-check';
import { executeSync, type GraphQLField, getNamedType, isEnumType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { DeliveredEvent } from '../../../src/graphql/subscriptions/event-stream.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { parseFrame } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { identifyEvent, readKazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { publicData } from '../../../src/kazoo/events/public-data.ts';
import { eventTypes, everyEventField, typedFields } from '../../harness/every-event-field.ts';
import { gatewaySchema } from '../../harness/gateway-schema.ts';
import { hostileText } from '../../harness/recorded/hostile-data.ts';
import { type RecordedEvent, recordedEvents } from '../../harness/recorded/recorded-events.ts';

const document = parse(`subscription { events(binding: "any") { ${everyEventField()} } }`);
const unreadable: string[] = [];
const schema = gatewaySchema((type, field) => unreadable.push(`${type}.${field}`));
/** One recording of each type; the others have the same fields. */
const samples = [...new Map(recordedEvents.map((event) => [event.typed['__typename'], event])).values()];

describe.each(samples)('mutations of $name', ({ binding, data, typed }) => {
  test('become an event with fields of the right types, whatever they are', () => {
    fc.assert(
      fc.property(hostileText(data), (text) => {
        const event = deliver(binding, text);

        expect(event['__typename']).toBe(typed['__typename']);
        expect(event['id']).toEqual(expect.stringMatching(/./));
        expect(event['name']).toEqual(expect.stringMatching(/./));
        for (const field of fieldsOf(event['__typename'])) expectType(field, event[field.name]);
        expect(Object.prototype).not.toHaveProperty('polluted');
        expect(Object.prototype).not.toHaveProperty('call_id');
      }),
      { numRuns: 150 },
    );
  });
});

test('a value that cannot be read is null and counted, one that was left out is null and not counted', () => {
  const destroy = recorded('call.channel_destroy.4x');
  unreadable.length = 0;

  const event = deliver(
    destroy.binding,
    JSON.stringify({ ...destroy.data, duration_seconds: 'long', billing_seconds: undefined, timestamp: 'yesterday' }),
  );

  expect(event).toMatchObject({ durationSeconds: null, billingSeconds: null, timestamp: null, ringingSeconds: 6 });
  expect(unreadable.sort()).toEqual(['CallEvent.durationSeconds', 'CallEvent.timestamp']);
});

test.each([
  ['call.*.*', '{"call_direction":"sideways"}', { callEventName: null, callDirection: null, direction: 'sideways' }],
  ['call.*.*', '{"call_direction":"constructor"}', { callDirection: null, direction: 'constructor' }],
  ['fax.status.*', '{"direction":"INCOMING"}', { faxDirection: null, direction: 'INCOMING' }],
  ['object.*.*', '{"type":"group"}', { documentAction: null, documentType: null, type: 'group' }],
  ['stream.*.*', '{}', { name: 'any', streamEventName: null }],
])('of %s a word without a name in the schema (%s) is null as an enum, and not counted', (binding, data, typed) => {
  unreadable.length = 0;

  expect(deliver(binding, data)).toMatchObject(typed);
  expect(unreadable).toEqual([]);
});

test('keys that are names of JavaScript objects are data like any other', () => {
  const event = deliver('call.*.*', '{"msg_id":"1","__proto__":{"call_id":"polluted"},"constructor":"x"}');

  expect(event['callId']).toBeNull();
  expect(JSON.stringify(event['data'])).toBe('{"msg_id":"1","__proto__":{"call_id":"polluted"},"constructor":"x"}');
});

test('an event of a family that nobody knows is told by its name and data', () => {
  const event = deliver('mymodule.*', '{"app_name":"mymodule","msg_id":"1","call_id":"c1"}');

  expect(event).toMatchObject({
    __typename: 'UnknownEvent',
    name: 'any',
    appName: 'mymodule',
    data: { app_name: 'mymodule', msg_id: '1', call_id: 'c1' },
  });
});

/** The event as a client gets it that selects every field. */
function deliver(binding: string, dataText: string): Readonly<Record<string, unknown>> {
  const frame = parseFrame(`{"action":"event","subscribed_key":"any","name":"any","data":${dataText}}`);
  if (frame?.kind !== 'event') throw new Error('The frame was lost');
  const parsed = parseBinding(binding);
  const receipt = { ...identifyEvent(frame, parsed.family), accountId: 'a', receivedAt: new Date(0), cursor: '1' };
  const event = readKazooEvent(frame, parsed, receipt, publicData);
  const rootValue: DeliveredEvent = { event, gap: null };
  const result = executeSync({ schema, document, rootValue });
  expect(result.errors).toBeUndefined();
  return JSON.parse(JSON.stringify(result.data)).events;
}

function fieldsOf(typeName: unknown): readonly GraphQLField<unknown, unknown>[] {
  const type = eventTypes().find(({ name }) => name === typeName);
  return type === undefined ? [] : typedFields(type);
}

function expectType(field: GraphQLField<unknown, unknown>, value: unknown): void {
  expect(value, field.name).toBeDefined();
  if (value === null) return;
  if (String(field.type) === '[String!]') expect([value].flat().every((item) => typeof item === 'string')).toBe(true);
  else if (isEnumType(getNamedType(field.type))) expect(value).toMatch(/^[A-Z_]+$/);
  else expect(typeChecks[getNamedType(field.type).name]?.(value), `${field.name}: ${JSON.stringify(value)}`).toBe(true);
}

const typeChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: (value) => typeof value === 'string',
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  DateTime: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value)),
  JSON: () => true,
};

function recorded(name: string): RecordedEvent {
  const event = recordedEvents.find((candidate) => candidate.name === name);
  if (event === undefined) throw new Error(`Nobody recorded ${name}`);
  return event;
}

import { expect, test } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { EventData } from '../../../src/kazoo/events/event-field.ts';
import { eventId, identifyEvent, readKazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { publicData, publicDataWithout } from '../../../src/kazoo/events/public-data.ts';
import { recordedEvents } from '../../harness/recorded/recorded-events.ts';

test('every recorded event has an id of its own, and the same one each time', () => {
  const ids = recordedEvents.map(({ data, typed }) => eventId(String(typed['name']), data));
  const again = recordedEvents.map(({ data, typed }) => eventId(String(typed['name']), { ...data }));

  expect(new Set(ids).size).toBe(recordedEvents.length);
  expect(again).toEqual(ids);
});

test('a document is known by its id and revision, whoever announces it', () => {
  const change = { id: 'd1', rev: '2-abc', type: 'user' };

  expect(eventId('doc_edited', { ...change, msg_id: 'm1' })).toBe(eventId('doc_edited', { ...change, msg_id: 'm2' }));
  expect(eventId('doc_edited', { ...change, rev: '3-def' })).not.toBe(eventId('doc_edited', change));
  expect(eventId('doc_deleted', change)).not.toBe(eventId('doc_edited', change));
});

test('the same talking again is another event', () => {
  const talking = { event: 'start-talking', call_id: 'c1', participant_id: 1 };

  expect(eventId('start-talking', { ...talking, msg_id: '1710266869000031' })).not.toBe(
    eventId('start-talking', { ...talking, msg_id: '1710266869400031' }),
  );
});

test('two legs may hear of the same instant', () => {
  expect(eventId('CHANNEL_CREATE', { call_id: 'c1', msg_id: '1' })).not.toBe(
    eventId('CHANNEL_CREATE', { call_id: 'c2', msg_id: '1' }),
  );
  expect(eventId('mute-member', { participant_id: 1, msg_id: '1' })).not.toBe(
    eventId('mute-member', { participant_id: 2, msg_id: '1' }),
  );
});

test('without a message id the content is the identity', () => {
  expect(eventId('custom', { a: 1 })).toBe(eventId('custom', { a: 1 }));
  expect(eventId('custom', { a: 1 })).not.toBe(eventId('custom', { a: 2 }));
});

test.each(['call_id', 'msg_id'])('an id does not tell a hidden %s, and is still the same for every copy', (key) => {
  const read = (callId: string, hidden: readonly string[]): string => {
    const data = { call_id: callId, msg_id: 'message-1' };
    const frame = {
      kind: 'event',
      subscribedKey: 'call.*.*',
      name: 'CHANNEL_CREATE',
      routing: [],
      data,
      size: 0,
    } as const;
    const receipt = { ...identifyEvent(frame, 'call'), accountId: 'a', receivedAt: new Date(0), cursor: '1' };
    return readKazooEvent(frame, parseBinding('call.*.*'), receipt, publicDataWithout(hidden)).id;
  };

  expect(read('call-1', [])).toBe('CHANNEL_CREATE-call-1-message-1');
  expect(read('call-1', [key])).toMatch(/^CHANNEL_CREATE-[\w-]{43}$/);
  expect(read('call-1', [key])).not.toMatch(/call-1|message-1/);
  expect(read('call-1', [key])).toBe(read('call-1', [key]));
  expect(read('call-1', [key])).not.toBe(read('call-2', [key]));
});

test('content that is nested without end has an identity too', () => {
  const data: EventData = { deep: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) };

  expect(eventId('custom', data)).toBe(eventId('custom', { ...data }));
});

test.each([
  ['call.*.*', 'CHANNEL_CREATE', {}, 'CHANNEL_CREATE'],
  ['conference.event.c1.*', 'event', { event: 'add-member' }, 'add-member'],
  ['conference.event.c1.*', 'event', { event: 7 }, 'event'],
  ['object.*.*', undefined, { event_name: 'doc_edited' }, 'doc_edited'],
  ['other.thing', undefined, {}, 'unknown'],
])('an event of %s named %s is called what happened', (binding, name, data, expected) => {
  const frame = { kind: 'event', subscribedKey: binding, name, routing: [], data, size: 0 } as const;
  const parsed = parseBinding(binding);
  const receipt = { ...identifyEvent(frame, parsed.family), accountId: 'a1', receivedAt: new Date(0), cursor: '1' };

  expect(readKazooEvent(frame, parsed, receipt, publicData)).toMatchObject({
    name: expected,
    binding,
    accountId: 'a1',
    cursor: '1',
  });
});

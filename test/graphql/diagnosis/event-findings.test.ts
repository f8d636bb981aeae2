import { describe, expect, test } from 'vitest';
import {
  bindingFinding,
  changesFinding,
  clockFinding,
  kazooSocketsFinding,
  lastEventFinding,
  latestEvents,
  restrictionFinding,
  socketFinding,
  topicFinding,
} from '../../../src/graphql/diagnosis/event-findings.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { UpstreamStatus } from '../../../src/upstream/upstream-status.ts';

const calls = parseBinding('call.*.*');
const since = new Date('2026-11-29T12:00:00.000Z');

function event(name: string, given: Partial<KazooEvent> = {}): KazooEvent {
  return {
    ...{ id: name, name, accountId: 'a', binding: 'call.*.*', family: 'call', routing: ['call', 'a', name, 'c'] },
    ...{ receivedAt: since, cursor: '', data: {}, owners: [], size: 1 },
    ...given,
  };
}

const document = event('doc_edited', {
  binding: 'object.*.*',
  family: 'object',
  routing: ['doc_edited', 'db', 'user', 'u'],
});

describe('BINDING', () => {
  const offered = [
    'call.CHANNEL_CREATE.{CALL_ID}',
    'conference.event.{CONFERENCE_ID}.{CALL_ID}.{EVENT}',
    'object.{ACTION}.{TYPE}',
  ];

  test.each([
    ['call.*.*', 'OFFERED'],
    ['call.CHANNEL_CREATE.abc', 'OFFERED'],
    ['call.CHANNEL_DESTROY.*', 'NOT_OFFERED'],
    ['conference.event.c.*', 'OFFERED'],
    ['object.doc_edited.user', 'OFFERED'],
    ['presence.dialog.*', 'NOT_OFFERED'],
  ])('%s is %s', (text, code) => {
    expect(bindingFinding(parseBinding(text), offered).code).toBe(code);
  });

  test('conference events are offered in the form of Kazoo 5, too', () => {
    const ofKazoo5 = ['conference.command.{CONFERENCE_ID}', 'conference.event.*.{CONFERENCE_ID}.{CALL_ID}'];

    expect(bindingFinding(parseBinding('conference.event.c.*'), ofKazoo5).code).toBe('OFFERED');
    expect(bindingFinding(parseBinding('conference.event.c.*'), ofKazoo5.slice(0, 1)).code).toBe('NOT_OFFERED');
  });
});

describe('SOCKET', () => {
  const status: UpstreamStatus = { state: 'LIVE', since, reason: null, attempt: 0, retryAt: null, gap: null };

  test('says since when it is connected, and to which version', () => {
    const found = socketFinding(status, '4.3.142');

    expect(found).toMatchObject({ outcome: 'OK', code: 'LIVE', at: since });
    expect(found.message).toContain('4.3.142');
  });

  test('asks for attention while nobody follows the account', () => {
    expect(socketFinding({ ...status, state: 'IDLE' }, undefined)).toMatchObject({
      outcome: 'ATTENTION',
      code: 'IDLE',
    });
  });

  test('has failed while it is lost, and says why', () => {
    const found = socketFinding({ ...status, state: 'RECONNECTING', reason: 'Kazoo refuses.' }, '5.0');

    expect(found).toMatchObject({ outcome: 'FAILED', code: 'RECONNECTING', at: since });
    expect(found.message).toContain('Kazoo refuses.');
  });
});

describe('TOPIC', () => {
  const completeSince = since.getTime() * 1000;

  test.each([
    ['nobody follows it', undefined, 'ATTENTION', 'NOT_FOLLOWED', null],
    [
      'Kazoo has not confirmed it',
      { isComplete: false, completeSince: undefined, openGap: undefined },
      'FAILED',
      'WAITING',
      null,
    ],
    [
      'some may be missing',
      { isComplete: true, completeSince, openGap: { from: since, reason: 'MONTH_TURNED', certain: true } },
      'ATTENTION',
      'INCOMPLETE',
      null,
    ],
    ['all is well', { isComplete: true, completeSince, openGap: undefined }, 'OK', 'DELIVERING', since],
  ] as const)('when %s', (_when, topic, outcome, code, at) => {
    expect(topicFinding(topic)).toMatchObject({ outcome, code, at });
  });
});

describe('LAST_EVENT', () => {
  test('is the last of the binding, whatever came after it', () => {
    const latest = latestEvents([document, event('CHANNEL_ANSWER'), event('CHANNEL_CREATE')], calls);

    expect(lastEventFinding(latest, true)).toMatchObject({ outcome: 'OK', code: 'RECEIVED', at: since });
    expect(lastEventFinding(latest, true).message).toContain('CHANNEL_ANSWER');
  });

  test('tells of others where there is none, unless the user may not see them', () => {
    const latest = latestEvents([document], calls);

    expect(lastEventFinding(latest, true)).toMatchObject({ outcome: 'ATTENTION', code: 'OTHERS_RECEIVED', at: since });
    expect(lastEventFinding(latest, false)).toMatchObject({ code: 'NOTHING_RECEIVED', at: null });
    expect(lastEventFinding(latestEvents([], calls), true).code).toBe('NOTHING_RECEIVED');
  });

  test('looks at no more than a thousand events, and at a hundred of the binding', () => {
    let read = 0;
    function* endless(each: KazooEvent): Iterable<KazooEvent> {
      for (; ; read += 1) yield each;
    }

    expect(latestEvents(endless(event('CHANNEL_CREATE')), calls).ofBinding).toHaveLength(100);
    expect(latestEvents(endless(document), calls).ofAccount).toHaveLength(1000);
    expect(read).toBe(1100);
  });
});

test.each([
  [[{ bindings: ['object.*.*', 'call.*.*'] }], 'OK', 'LISTED'],
  [[{ bindings: ['object.*.*'] }, { bindings: null }], 'ATTENTION', 'OTHERS_LISTED'],
  [[], 'ATTENTION', 'NOT_LISTED'],
])('KAZOO_SOCKETS of %j: %s %s', (sockets, outcome, code) => {
  expect(kazooSocketsFinding(calls, sockets)).toMatchObject({ outcome, code });
});

test('KAZOO_SOCKETS knows a conference as Kazoo 5 writes it, and presence without its prefix', () => {
  expect(
    kazooSocketsFinding(parseBinding('conference.event.c.*'), [{ bindings: ['conference.event.*.c.*'] }]).code,
  ).toBe('LISTED');
  expect(kazooSocketsFinding(parseBinding('presence.dialog.*'), [{ bindings: ['dialog.*'] }]).code).toBe('LISTED');
});

test('RESTRICTION counts what is kept from the user, of the last events of the binding', () => {
  const latest = latestEvents([event('a', { owners: ['u'] }), event('b'), event('c')], calls);

  expect(restrictionFinding(latest, undefined)).toMatchObject({ outcome: 'OK', code: 'UNRESTRICTED' });
  const found = restrictionFinding(latest, ({ owners }) => owners.includes('u'));
  expect(found).toMatchObject({ outcome: 'ATTENTION', code: 'RESTRICTED' });
  expect(found.message).toContain('2 of the last 3');
  expect(restrictionFinding(latest, () => true)).toMatchObject({ outcome: 'OK', code: 'RESTRICTED' });
});

test.each([
  [4_000, 'OK', 'IN_STEP', 'agree'],
  [-90_000, 'ATTENTION', 'APART', '90 s behind'],
  [90_000, 'ATTENTION', 'APART', '90 s ahead of'],
])('CLOCK of a Kazoo that is %i ms ahead: %s %s', (aheadMs, outcome, code, words) => {
  expect(clockFinding(aheadMs)).toMatchObject({ outcome, code, message: expect.stringContaining(words) });
});

test('CHANGES tells the last gap by its reason', () => {
  const to = new Date('2026-12-01T00:00:00.000Z');

  expect(changesFinding({ gap: null })).toMatchObject({ outcome: 'OK', code: 'UNCHANGED' });
  expect(changesFinding({ gap: { from: since, to, reason: 'MONTH_TURNED', certain: true } })).toMatchObject({
    ...{ outcome: 'ATTENTION', code: 'MONTH_TURNED', at: to },
    message: expect.stringContaining('A month has begun'),
  });
});

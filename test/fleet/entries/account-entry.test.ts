import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { type AccountEntry, decodeEntry, encodeEntry } from '../../../src/fleet/entries/account-entry.ts';

const at = new Date('2026-03-01T12:00:00.123Z');
const later = new Date('2026-03-01T12:00:05Z');

const entries: readonly AccountEntry[] = [
  {
    kind: 'event',
    bindings: ['call.*.*', 'call.CHANNEL_CREATE.*'],
    event: {
      id: 'CHANNEL_CREATE-c1-m1',
      name: 'CHANNEL_CREATE',
      accountId: 'a',
      binding: 'call.*.*',
      family: 'call',
      routing: ['call', 'a', 'CHANNEL_CREATE', 'c1'],
      receivedAt: at,
      data: { caller_id_name: 'Zoë \u0000 "\\', nested: { list: [1, null, true] } },
      owners: ['u1'],
      size: 512,
    },
  },
  { kind: 'begin', binding: 'call.*.*' },
  { kind: 'end', binding: 'call.*.*' },
  { kind: 'end', binding: 'call.*.*', since: at },
  {
    kind: 'gap',
    binding: 'call.*.*',
    gap: { from: at, to: later, reason: 'UPSTREAM_OVERFLOW', certain: false },
  },
  { kind: 'unfinished', binding: 'made/missed_calls', ids: ['c1', 'c2'] },
  { kind: 'lost', from: at, except: 'i1' },
  { kind: 'lost', from: at, except: null },
  { kind: 'status', status: { state: 'RECONNECTING', reason: 'It was lost.', attempt: 2, retryAt: later } },
  { kind: 'status', status: { state: 'LIVE', reason: null, attempt: 0, retryAt: null } },
];

test.each(entries.map((entry) => [entry.kind, entry] as const))(
  'an entry that tells "%s" is read as it was written',
  (_kind, entry) => {
    expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
  },
);

test('a refusal keeps its code and its words, and nothing that only the owner may know', () => {
  const error = new GatewayError('BINDING_REJECTED', 'Kazoo refuses it.', { cause: new Error('secret') });

  const body = encodeEntry({ kind: 'refused', binding: 'x', error });
  const read = decodeEntry(body);

  expect(body).not.toContain('secret');
  expect(read).toMatchObject({ kind: 'refused', binding: 'x' });
  expect(read?.kind === 'refused' && read.error).toMatchObject({
    code: 'BINDING_REJECTED',
    message: 'Kazoo refuses it.',
  });
});

test('an entry of a kind that only a later version knows is left out', () => {
  expect(decodeEntry('{"kind":"forecast"}')).toBeUndefined();
});

const event = {
  id: '1',
  name: 'n',
  accountId: 'a',
  binding: 'call.*.*',
  family: 'call',
  routing: [],
  data: {},
  owners: [],
  size: 1,
};
const ofEvent = (changed: object): object => ({ kind: 'event', at: 1, bindings: [], event: { ...event, ...changed } });
const gap = { from: 1, to: 2, reason: 'OWNER_LOST', certain: true };
const status = { state: 'LIVE', reason: null, attempt: 0, retryAt: null };

test.each<unknown>([
  null,
  7,
  'text',
  [],
  { kind: 'event' },
  { ...ofEvent({}), at: 'never' },
  { ...ofEvent({}), at: 9e15 },
  { ...ofEvent({}), bindings: [1] },
  { ...ofEvent({}), content: {} },
  ...Object.keys(event).map((key) => ofEvent({ [key]: null })),
  { kind: 'begin' },
  { kind: 'end', binding: 'call.*.*', since: 'never' },
  { kind: 'gap', binding: 'call.*.*' },
  ...Object.keys(gap).map((key) => ({ kind: 'gap', binding: 'call.*.*', gap: { ...gap, [key]: 'other' } })),
  { kind: 'unfinished', binding: 'made/missed_calls', ids: [1] },
  { kind: 'lost', except: null },
  { kind: 'lost', from: 1, except: 7 },
  { kind: 'refused', binding: 'call.*.*', code: 'toString', message: 'No.' },
  { kind: 'refused', binding: 'call.*.*', code: 'FORBIDDEN' },
  { kind: 'status' },
  ...Object.keys(status).map((key) => ({ kind: 'status', status: { ...status, [key]: {} } })),
])('%j is nothing that an instance writes', (stored) => {
  expect(() => decodeEntry(JSON.stringify(stored))).toThrow(SyntaxError);
});

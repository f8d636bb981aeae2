import { describe, expect, test } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import {
  callEventBindings,
  commandedConference,
  conferenceCommandBindings,
  conferenceEventBindings,
  dialogBindings,
  documentBindings,
  type EventBindings,
  faxStatusBindings,
  messageWaitingBindings,
  presenceUpdateBindings,
  streamBindings,
  writtenBinding,
} from '../../../src/kazoo/blackhole/event-bindings.ts';

const dotted = 'abc@10.0.0.1';

describe.each<[string, EventBindings, string, string | undefined]>([
  ['all calls', callEventBindings(null, null), 'call.*.*', undefined],
  ['one leg', callEventBindings(undefined, dotted), 'call.*.abc%4010%2E0%2E0%2E1', undefined],
  ['a conference', conferenceEventBindings('c1', undefined), 'conference.event.c1.*', undefined],
  ['a participant', conferenceEventBindings('c1', 'leg-1'), 'conference.event.c1.*', 'leg-1'],
  ['a participant with a dotted id', conferenceEventBindings('c1', dotted), 'conference.event.c1.*', dotted],
  ['commands', conferenceCommandBindings('c1'), 'conference.command.c1', undefined],
  ['all faxes', faxStatusBindings(null), 'fax.status.*', undefined],
  ['one fax', faxStatusBindings('202403-aa'), 'fax.status.202403-aa', undefined],
  ['a fax that cannot be named', faxStatusBindings('a.b'), 'fax.status.*', 'a.b'],
  ['all documents', documentBindings(null, null), 'object.*.*', undefined],
  ['an action', documentBindings('doc_edited', null), 'object.doc_edited.*', undefined],
  ['a type', documentBindings(null, 'fax'), 'object.*.fax', undefined],
  ['both', documentBindings('doc_deleted', 'user'), 'object.doc_deleted.user', undefined],
  ['recordings', documentBindings('doc_created', 'call_recording'), 'object.doc_created.*', 'call_recording'],
  ['all dialogs', dialogBindings('*'), 'presence.dialog.*', undefined],
  ['a dialog', dialogBindings('leg-1'), 'presence.dialog.leg-1', undefined],
  ['a dialog with a dotted id', dialogBindings(dotted), 'presence.dialog.*', dotted],
  ['a mailbox', messageWaitingBindings('2001'), 'presence.mwi_updates.2001', undefined],
  ['a mailbox that cannot be named', messageWaitingBindings('*98'), 'presence.mwi_updates.*', '*98'],
  ['a lamp', presenceUpdateBindings(dotted), 'presence.update.*', dotted],
  ['all streams', streamBindings(null, null), 'stream.*.*', undefined],
  ['the beginning of one stream', streamBindings('start', 'leg-1'), 'stream.start.leg-1', undefined],
  ['a stream of a dotted id', streamBindings('stop', dotted), 'stream.stop.*', dotted],
])('%s', (_, { bindings, residualFilter }, binding, left) => {
  test(`subscribes to ${binding}${left === undefined ? '' : ` and picks out ${left}`}`, () => {
    expect(bindings.map(({ text }) => text)).toEqual([binding]);
    expect(residualFilter?.value).toBe(left);
  });
});

describe('events of a conference', () => {
  test.each([
    ['as an argument', conferenceEventBindings('c1', 'leg', ['lock'])],
    ['as Kazoo 4.3.107 and later write it', writtenBinding('conference.event.c1.leg.lock')],
    ['as Kazoo 5 writes it', writtenBinding('conference.event.lock.c1.leg')],
  ])('are picked out of the whole conference, which every version takes: %s', (_, what) => {
    expect(what.bindings.map(({ text }) => text)).toEqual(['conference.event.c1.*']);
    expect(what).toMatchObject({ residualFilter: { value: 'leg' }, eventNames: ['lock'] });
  });

  test.each(['conference.event.c1.*', 'conference.event.*.c1.*'])('are not picked out by %s', (text) => {
    expect(writtenBinding(text)).toEqual({ bindings: [parseBinding('conference.event.c1.*')] });
  });
});

test('a binding of another family is what it says', () => {
  expect(writtenBinding('object.*.user')).toEqual({ bindings: [parseBinding('object.*.user')] });
});

test('several events are several topics, in one order', () => {
  const names = (events: readonly string[]) => callEventBindings(events, null).bindings.map(({ text }) => text);

  expect(names(['CHANNEL_DESTROY', 'CHANNEL_CREATE', 'CHANNEL_CREATE'])).toEqual([
    'call.CHANNEL_CREATE.*',
    'call.CHANNEL_DESTROY.*',
  ]);
});

test.each([
  () => callEventBindings([], null),
  () => callEventBindings(null, ''),
  () => faxStatusBindings(''),
  () => conferenceEventBindings('c1', null, []),
  () => conferenceEventBindings('', null),
  () => conferenceEventBindings('*', null),
  () => conferenceCommandBindings('*'),
  // With its dot this would be Kazoo 5's form of another conference, `room`.
  () => conferenceEventBindings('lock.room', null),
  () => conferenceEventBindings('*.room', null),
  () => conferenceCommandBindings('lock.room'),
])('what names nothing, or another thing, is refused: %s', (ask) => {
  expect(ask).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

test('a mailbox is known by its number, or by its address where Kazoo sends no number', () => {
  const { residualFilter } = messageWaitingBindings('*98');

  expect(residualFilter?.field({ to_user: '*98' })).toBe('*98');
  expect(residualFilter?.field({ to: 'sip:*98@acme.example.com' })).toBe('*98');
  expect(residualFilter?.field({ to: 7 })).toBeNull();
});

test('the commanded conference of a binding is known, however it was asked for', () => {
  expect(commandedConference(parseBinding(' conference.command.c1'))).toBe('c1');
  expect(commandedConference(parseBinding('conference.event.c1.*'))).toBeUndefined();
});

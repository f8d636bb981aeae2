import { expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { News } from '../../../src/live/news/news.ts';
import {
  type MessageReader,
  type ReadMessage,
  unreadMessage,
} from '../../../src/live/news/voicemail/message-reader.ts';
import { NewVoicemail } from '../../../src/live/news/voicemail/new-voicemail.ts';
import type { VoicemailMessage } from '../../../src/live/news/voicemail/voicemail-message.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { numberedEvent } from '../../harness/topic-double.ts';

holdClock();

const down = new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo is down.');

function setUp() {
  const told: News<VoicemailMessage>[] = [];
  const lost: Gap[] = [];
  const asked: (readonly string[])[] = [];
  const failures: unknown[] = [];
  const listed = new Map<string, ReadMessage>();
  let isDown = false;
  const read: MessageReader['read'] = async (_, ids) => {
    asked.push([...ids]);
    if (isDown) throw down;
    // As it is when it is asked for.
    return new Map(listed);
  };
  const voicemail = new NewVoicemail({
    accountId: 'acme',
    teller: { tell: (news) => told.push(news), lose: (gap) => lost.push(gap) },
    reader: { read },
    onFailed: (error) => failures.push(error),
  });
  return {
    voicemail,
    told,
    lost,
    asked,
    failures,
    say(name: string, id: string) {
      const event: KazooEvent = { ...numberedEvent(1, '1'), name, data: { id, type: 'mailbox_message' } };
      voicemail.receive(event);
    },
    file(id: string) {
      const { message } = unreadMessage('acme', id);
      listed.set(id, { message: { ...message, boxId: 'box', lengthMs: 3_140 }, owners: ['ann'] });
    },
    setDown(value: boolean) {
      isDown = value;
    },
  };
}

test('a message is read when the change of its document says that it is filed', async () => {
  const { voicemail, say, file, told, asked } = setUp();

  say('doc_created', 'm1');
  expect(voicemail.isHolding).toBe(true);
  expect([voicemail.unfinished, voicemail.follows('m1'), voicemail.follows('m2')]).toEqual([['m1'], true, false]);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual([]);
  file('m1');
  say('doc_edited', 'm1');
  await vi.advanceTimersByTimeAsync(0);

  expect(asked).toEqual([['m1']]);
  expect(told).toMatchObject([{ content: { id: 'm1', boxId: 'box', lengthMs: 3_140 }, owners: ['ann'] }]);
  expect(voicemail.isHolding).toBe(false);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asked).toHaveLength(1);
});

test('a message that is whole from the beginning is read a second later', async () => {
  const { say, file, told } = setUp();

  file('m1');
  say('doc_created', 'm1');
  await vi.advanceTimersByTimeAsync(1_000);

  expect(told).toMatchObject([{ content: { id: 'm1' } }]);
});

test('changes of other messages, and deletions, ask for nothing', async () => {
  const { say, asked } = setUp();

  say('doc_edited', 'm1');
  say('doc_deleted', 'm1');
  await vi.advanceTimersByTimeAsync(120_000);

  expect(asked).toEqual([]);
});

test('what changes while Kazoo is asked is asked for again at once', async () => {
  const { say, file, told, asked } = setUp();
  say('doc_created', 'm1');
  say('doc_edited', 'm1');

  file('m2');
  say('doc_created', 'm2');
  say('doc_edited', 'm2');
  file('m1');
  await vi.advanceTimersByTimeAsync(0);

  expect(asked).toEqual([['m1'], ['m1', 'm2']]);
  expect(told.map(({ content }) => content.id)).toEqual(['m1', 'm2']);
});

test('messages that come together are read together', async () => {
  const { say, file, told, asked } = setUp();
  for (const id of ['m1', 'm2', 'm3']) {
    file(id);
    say('doc_created', id);
  }

  await vi.advanceTimersByTimeAsync(1_000);

  expect(asked).toEqual([['m1', 'm2', 'm3']]);
  expect(told).toHaveLength(3);
});

test('while Kazoo fails, or has not filed it, a message is asked for every five seconds', async () => {
  const { say, file, setDown, told, asked, failures } = setUp();
  setDown(true);

  say('doc_created', 'm1');
  await vi.advanceTimersByTimeAsync(1_000 + 5_000);
  expect(failures).toEqual([down, down]);
  setDown(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked.length, told.length]).toEqual([3, 0]);
  file('m1');
  await vi.advanceTimersByTimeAsync(5_000);

  expect(told).toMatchObject([{ content: { id: 'm1', boxId: 'box' } }]);
});

test('after a minute a message is told without its content, and announced as a possible gap', async () => {
  const { voicemail, say, told, lost, asked } = setUp();

  say('doc_created', 'm1');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(told).toEqual([
    { id: 'voicemail/m1', content: { ...unreadMessage('acme', 'm1').message, id: 'm1' }, owners: [] },
  ]);
  expect(lost).toMatchObject([{ certain: false }]);
  expect(voicemail.isHolding).toBe(false);
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(before);
});

test('of more messages at a time than are waited for, the others are told without their content', async () => {
  const { say, told, lost } = setUp();

  for (let index = 0; index <= 1_000; index += 1) say('doc_created', `m${index}`);

  expect(told.map(({ content }) => content.id)).toEqual(['m1000']);
  expect(lost).toHaveLength(1);
});

test('nothing is asked or told after the end', async () => {
  const { voicemail, say, file, told, asked } = setUp();
  file('m1');
  say('doc_created', 'm1');
  say('doc_edited', 'm1');

  voicemail.close();
  await vi.advanceTimersByTimeAsync(120_000);

  expect([asked.length, told.length]).toEqual([1, 0]);
});

import { expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { MissedCall } from '../../../src/live/news/missed/missed-call.ts';
import { MissedCalls } from '../../../src/live/news/missed/missed-calls.ts';
import type { News, NewsEvent } from '../../../src/live/news/news.ts';
import { unreadMessage } from '../../../src/live/news/voicemail/message-reader.ts';
import type { VoicemailMessage } from '../../../src/live/news/voicemail/voicemail-message.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { numberedEvent, TopicDouble } from '../../harness/topic-double.ts';
import { CallSite, stranger } from '../calls/call-site.ts';

holdClock();

const possible: Gap = { from: new Date(0), to: new Date(1), reason: 'UPSTREAM_OVERFLOW', certain: false };

/** Missed calls of one account; Kazoo tells of voicemail unless `isVoicemailTold` is false. */
async function setUp({ isVoicemailTold = true, maxCalls = 100 } = {}) {
  const site = new CallSite();
  const told: News<MissedCall>[] = [];
  const lost: Gap[] = [];
  const voicemail = { isHolding: false, listener: undefined as TopicListener | undefined };
  let topic: TopicDouble | undefined;
  const failures: unknown[] = [];
  const calls = new MissedCalls({
    accountId: site.account.id,
    teller: { tell: (news) => told.push(news), lose: (gap) => lost.push(gap) },
    voicemail: {
      listen(listener) {
        voicemail.listener = listener;
        topic = new TopicDouble(listener);
        return topic;
      },
      isHolding: () => voicemail.isHolding,
    },
    backoff: { baseMs: 1_000, maxMs: 8_000 },
    onVoicemailFailed: (error) => failures.push(error),
    maxCalls,
  });
  if (isVoicemailTold) topic?.becomeLive();
  else topic?.refuse(new GatewayError('BINDING_REJECTED', 'No such binding.'));
  await calls.ready;
  const hear = () => {
    for (const event of site.takeSaid()) calls.receive(event);
  };
  return {
    calls,
    site,
    told,
    lost,
    voicemail,
    failures,
    topic: () => topic,
    /** A call from outside that the switch answers, or not, and that ends; returns its leg. */
    call(isTaken: boolean, interactionId = 'i', beforeEnd: (callId: string) => void = () => undefined) {
      const callee = { name: 'Sales', number: '4000' };
      const leg = site.leg({ direction: 'inbound', party: stranger, caller: stranger, callee, interactionId });
      leg.create();
      site.pass(1_000);
      if (isTaken) leg.answer();
      site.pass(5_000);
      beforeEnd(leg.channel.callId);
      leg.destroy('NORMAL_CLEARING');
      hear();
      return leg.channel.callId;
    },
    hear,
    leave(callId: string | null) {
      const content: VoicemailMessage = { ...unreadMessage(site.account.id, 'message').message, callId };
      const event: NewsEvent<VoicemailMessage> = { ...numberedEvent(1, '1'), content };
      voicemail.listener?.onEvent(event);
    },
    results: () => told.map(({ content }) => content.leftVoicemail),
  };
}

test('a call that nothing answered left no message, and is told at once', async () => {
  const { call, results } = await setUp();

  call(false);

  expect(results()).toEqual([false]);
});

test('a call counts in bytes while it is up, and while it is held', async () => {
  const { calls, call, hear } = await setUp();
  let up = 0;

  call(true, 'i', () => {
    hear();
    up = calls.retainedBytes;
  });
  const held = calls.retainedBytes;
  await vi.advanceTimersByTimeAsync(3_000);

  expect([up, held].map((bytes) => bytes > 1_500)).toEqual([true, true]);
  // What is left is that its leg is over.
  expect(calls.retainedBytes).toBeLessThan(1_000);
});

test('a call is unfinished from its beginning until it is told, and one whose beginning was missed never', async () => {
  const { calls, call, hear, site } = await setUp();
  const up: (readonly string[])[] = [];

  const callId = call(true, 'i', () => {
    hear();
    up.push(calls.unfinished);
  });
  const held = [calls.unfinished, calls.follows(callId)];
  await vi.advanceTimersByTimeAsync(3_000);
  const callee = { name: 'Sales', number: '4000' };
  const late = site.leg({ direction: 'inbound', party: stranger, caller: stranger, callee, interactionId: 'late' });
  late.create();
  site.takeSaid();
  late.answer();
  hear();

  expect(up).toEqual([[callId]]);
  expect(held).toEqual([[callId], true]);
  expect([calls.unfinished, calls.follows(callId), calls.follows(late.channel.callId)]).toEqual([[], false, false]);
});

test('a call that a mailbox answered is told with its message when that has been read', async () => {
  const { call, leave, results } = await setUp();

  const callId = call(true);
  await vi.advanceTimersByTimeAsync(2_000);
  leave('another-leg');
  expect(results()).toEqual([]);
  leave(callId);
  expect(results()).toEqual([true]);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(results()).toEqual([true]);
});

test('a message that was read before its call was over is known', async () => {
  const { call, leave, results } = await setUp();

  call(true, 'i', leave);

  expect(results()).toEqual([true]);
});

test('a call that a menu answered left no message three seconds later', async () => {
  const { call, results } = await setUp();

  call(true);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(results()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);

  expect(results()).toEqual([false]);
});

test('while a message is being filed its call is held, a minute at most', async () => {
  const { call, leave, results, voicemail } = await setUp();

  voicemail.isHolding = true;
  const callId = call(true, 'one');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(results()).toEqual([]);
  leave(callId);
  call(true, 'two');
  await vi.advanceTimersByTimeAsync(59_999);
  expect(results()).toEqual([true]);
  await vi.advanceTimersByTimeAsync(1);

  expect(results()).toEqual([true, null]);
});

test('where Kazoo does not tell of voicemail, calls are told without it', async () => {
  const { call, results } = await setUp({ isVoicemailTold: false });

  call(true);

  expect(results()).toEqual([null]);
});

test('when messages may be missing, nobody knows whether the calls that are held left one', async () => {
  const { call, results, voicemail } = await setUp();

  call(true);
  voicemail.listener?.onGap(possible);
  expect(results()).toEqual([null]);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(results()).toEqual([null]);
});

test('more calls than may be up are forgotten, and announced as a possible gap', async () => {
  const { calls, site, lost, told, hear, call } = await setUp({ maxCalls: 3 });
  for (let index = 0; index < 4; index += 1) {
    const callee = { name: 'Sales', number: '4000' };
    site
      .leg({ direction: 'inbound', party: stranger, caller: stranger, callee, interactionId: `up-${index}` })
      .create();
  }

  hear();

  expect(lost).toMatchObject([{ reason: 'UPSTREAM_OVERFLOW', certain: false }]);
  call(false, 'later');
  expect(told).toHaveLength(1);
  calls.close();
});

test.each([
  { certain: false, told: [false] },
  { certain: true, told: [] },
])('a gap that is certain ($certain) leaves no call to be judged that was up', async ({ certain, told }) => {
  const { calls, call, hear, results } = await setUp();

  call(false, 'i', () => {
    hear();
    calls.onGap({ ...possible, certain });
  });

  expect(results()).toEqual(told);
});

test('nothing is told after the end', async () => {
  const { calls, call, results } = await setUp();

  call(true);
  calls.close();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(results()).toEqual([]);
});

test('voicemail that could not be followed, or ends, is followed again with growing pauses', async () => {
  const { call, results, topic, failures } = await setUp({ isVoicemailTold: false });
  const refused = topic();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(topic()).not.toBe(refused);
  topic()?.becomeLive();
  await vi.advanceTimersByTimeAsync(0);

  call(true, 'told');
  await vi.advanceTimersByTimeAsync(3_000);
  topic()?.end(new GatewayError('UPSTREAM_TIMEOUT', 'Gone.'));
  call(true, 'untold');
  await vi.advanceTimersByTimeAsync(2_000);
  topic()?.becomeLive();
  await vi.advanceTimersByTimeAsync(0);
  call(true, 'told again');
  await vi.advanceTimersByTimeAsync(3_000);

  expect(results()).toEqual([false, null, false]);
  expect(failures).toHaveLength(2);
});

test('a maker that is closed follows voicemail no more', async () => {
  const { calls, topic } = await setUp({ isVoicemailTold: false });
  const refused = topic();

  calls.close();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(topic()).toBe(refused);
  expect(vi.getTimerCount()).toBe(0);
});

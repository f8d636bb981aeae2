import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { publicDataWithout } from '../../../src/kazoo/events/public-data.ts';
import { AccountEvents } from '../../../src/upstream/history/account-events.ts';
import { AccountHistory } from '../../../src/upstream/history/account-history.ts';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { Histories } from '../../../src/upstream/history/histories.ts';
import { Topic } from '../../../src/upstream/topics/topic.ts';
import { account, callFrame } from '../harness/call-frame.ts';
import { TopicListenerDouble } from '../harness/topic-listener-double.ts';

const all = 'call.*.*';
const creations = 'call.CHANNEL_CREATE.*';
const answers = 'call.CHANNEL_ANSWER.*';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The events of an account, of which each of `bindings` is a live topic with one listener. */
function startEvents(
  bindings: readonly string[],
  { accountId = account, maxEvents = 1000, maxBytes = 1_000_000 } = {},
) {
  const clock = new EventClock();
  const histories = new Histories({ maxEvents, maxBytes, maxTotalBytes: 1_000_000_000, maxAgeMs: 60_000 });
  const foreignFamilies: string[] = [];
  const events = new AccountEvents(
    accountId,
    clock,
    publicDataWithout([]),
    new AccountHistory(histories.open()),
    (family) => foreignFamilies.push(family),
  );
  const topics = new Map<string, Topic>();
  const listeners = new Map<string, TopicListenerDouble>();
  for (const text of bindings) {
    const [topic, listener] = [new Topic(parseBinding(text)), new TopicListenerDouble()];
    topic.join(listener);
    topic.complete(clock.next());
    topics.set(text, topic);
    listeners.set(text, listener);
  }
  return {
    events,
    clock,
    foreignFamilies,
    topic: (text: string): Topic => topics.get(text) ?? new Topic(parseBinding(text)),
    listener: (text: string): TopicListenerDouble => listeners.get(text) ?? new TopicListenerDouble(),
    receive: (frame: BlackholeEvent) => events.receive(frame, topics.get(frame.subscribedKey), topics.values()),
    /** The call ids of what was missed, in order. */
    since(time: number, ...texts: readonly string[]) {
      const missed = events.since(time, texts.map(parseBinding), topics.values());
      return missed && Array.from(missed, ({ event: { binding, data } }) => `${binding} ${data['call_id']}`);
    },
    /** The call ids of what was missed, and before each what may have been lost. */
    missed(time: number, ...texts: readonly string[]) {
      const missed = events.since(time, texts.map(parseBinding), topics.values());
      return [...(missed ?? [])].flatMap(({ event, gap }) => [...(gap === null ? [] : [gap]), event.data['call_id']]);
    },
    histories,
  };
}

describe('an event', () => {
  test('that comes in a frame for each binding reaches each topic once, as its own', () => {
    const { receive, listener } = startEvents([all, creations]);

    const outcomes = [receive(callFrame('c1', { for: creations })), receive(callFrame('c1', { for: all }))];

    expect(outcomes).toEqual(['delivered', 'duplicate']);
    for (const binding of [all, creations]) {
      expect(listener(binding).events).toMatchObject([{ binding, data: { call_id: 'c1' } }]);
    }
  });

  test('has one id, cursor and time in all topics', () => {
    const { receive, listener } = startEvents([all, creations]);

    receive(callFrame('c1', { for: all }));

    const [[one], [other]] = [listener(all).events, listener(creations).events];
    expect(one).toMatchObject({ id: other?.id, cursor: other?.cursor, receivedAt: other?.receivedAt });
  });

  test('comes in the same order in all topics, whatever order the copies come in', () => {
    const { receive, listener } = startEvents([all, creations]);

    receive(callFrame('c1', { for: all }));
    receive(callFrame('c2', { for: creations }));
    receive(callFrame('c1', { for: creations }));
    receive(callFrame('c2', { for: all }));

    expect(listener(all).callIds).toEqual(['c1', 'c2']);
    expect(listener(creations).callIds).toEqual(['c1', 'c2']);
  });

  test('reaches no topic that it does not belong to', () => {
    const { receive, listener } = startEvents([all, answers]);

    receive(callFrame('c1', { for: all }));

    expect(listener(answers).events).toEqual([]);
  });

  test('of a topic that is unknown, or that nobody wants, is unwanted, and not even a history', () => {
    const { receive, listener, topic, since } = startEvents([all]);
    const before = topic(all).completeSince ?? 0;
    topic(all).leave(listener(all));

    expect([receive(callFrame('c1', { for: all })), receive(callFrame('c2', { for: answers }))]).toEqual([
      'unwanted',
      'unwanted',
    ]);
    expect(since(before, all)).toEqual([]);
  });

  test('of a topic that lingers is kept for those who come back', () => {
    const { receive, listener, topic, since, clock } = startEvents([all]);
    const left = clock.next();
    topic(all).leave(listener(all));
    topic(all).linger(30_000, () => undefined);

    receive(callFrame('c1'));

    expect(since(left, all)).toEqual([`${all} c1`]);
  });

  test('names the account of its routing key, on a socket for every account', () => {
    const other = 'b'.repeat(32);
    const { receive, listener } = startEvents([all], { accountId: '*' });

    receive(callFrame('c1', { accountId: other }));

    expect(listener(all).events).toMatchObject([{ accountId: other }]);
  });

  test('is recognised as a copy among the last 512, and is a new one later', () => {
    const { receive } = startEvents([all]);
    receive(callFrame('first'));

    for (let count = 0; count < 511; count += 1) receive(callFrame(`c${count}`));
    expect(receive(callFrame('first'))).toBe('duplicate');
    receive(callFrame('one more'));

    expect(receive(callFrame('first'))).toBe('delivered');
  });

  test('is recognised as a copy after its history has forgotten it', () => {
    const { receive, histories } = startEvents([all], { maxBytes: 1000 });
    const large = { ...callFrame('large'), size: 2_000_000 };

    expect([receive(large), receive(large)]).toEqual(['delivered', 'duplicate']);
    expect(histories.bytes).toBeLessThan(1000);
  });

  test('is remembered as little where Kazoo gives it a long id', () => {
    const { receive, histories } = startEvents([all], { maxBytes: 1000 });
    const frame = (callId: string): BlackholeEvent => ({ ...callFrame(callId), size: 2_000_000 });
    const long = 'c'.repeat(1_000_000);

    expect([`${long}1`, `${long}2`, `${long}1`].map((callId) => receive(frame(callId)))).toEqual([
      'delivered',
      'delivered',
      'duplicate',
    ]);
    expect(histories.bytes).toBeLessThan(1000);
  });

  test('of a module that we do not know reaches each topic although the history has forgotten it', () => {
    const { receive, listener } = startEvents(['module.a', 'module.*'], { maxBytes: 1 });
    const frame = (binding: string): BlackholeEvent => ({
      ...callFrame('c1', { for: binding }),
      routing: ['module', 'a'],
    });

    for (const binding of ['module.a', 'module.*']) receive(frame(binding));

    const [[one], [other]] = [listener('module.a').events, listener('module.*').events];
    expect(one).toMatchObject({ id: other?.id, cursor: other?.cursor, receivedAt: other?.receivedAt });
  });

  test('of a module that we do not know reaches each topic by its own frame, and once', () => {
    const { receive, listener } = startEvents(['module.a', 'module.*']);
    const frame = (binding: string): BlackholeEvent => ({
      ...callFrame('c1', { for: binding }),
      routing: ['module', 'a'],
    });

    const outcomes = ['module.a', 'module.*', 'module.*'].map((binding) => receive(frame(binding)));

    expect(outcomes).toEqual(['delivered', 'delivered', 'duplicate']);
    for (const binding of ['module.a', 'module.*']) expect(listener(binding).events).toMatchObject([{ binding }]);
  });
});

describe('an event of another account', () => {
  const other = 'b'.repeat(32);

  test('reaches no topic and no history, and its family is told once', () => {
    const { receive, listener, since, clock, foreignFamilies } = startEvents([all, creations]);
    const moment = clock.next();

    const outcomes = ['c1', 'c2'].map((callId) => receive(callFrame(callId, { accountId: other })));

    expect(outcomes).toEqual(['foreign', 'foreign']);
    expect([...listener(all).events, ...listener(creations).events]).toEqual([]);
    expect(since(moment, all)).toEqual([]);
    expect(foreignFamilies).toEqual(['call']);
  });

  test('does not pass for a copy of one of the own account', () => {
    const { receive, listener } = startEvents([all]);

    const outcomes = [other, account, other].map((accountId) => receive(callFrame('c1', { accountId })));

    expect(outcomes).toEqual(['foreign', 'delivered', 'foreign']);
    expect(listener(all).callIds).toEqual(['c1']);
  });
});

describe('what was missed since a moment', () => {
  test('comes in order, each event once, under the binding that asks', () => {
    const { receive, since, clock } = startEvents([all, creations]);
    receive(callFrame('before'));
    const moment = clock.next();
    receive(callFrame('c1'));
    receive(callFrame('c2', { name: 'CHANNEL_ANSWER' }));
    receive(callFrame('c3'));

    expect(since(moment, all)).toEqual([`${all} c1`, `${all} c2`, `${all} c3`]);
    expect(since(moment, creations, answers)).toEqual([`${creations} c1`, `${answers} c2`, `${creations} c3`]);
  });

  test('is known for a narrow binding from a wide one, not the other way round', () => {
    const { receive, since, clock } = startEvents([creations]);
    const moment = clock.next();
    receive(callFrame('c1', { for: creations }));

    expect(since(moment, 'call.CHANNEL_CREATE.c1')).toEqual(['call.CHANNEL_CREATE.c1 c1']);
    expect(since(moment, all)).toBeUndefined();
    expect(since(moment, creations, answers)).toBeUndefined();
  });

  test('is not known from before the topic was live', () => {
    const { since, topic } = startEvents([all]);
    const completeSince = topic(all).completeSince ?? 0;

    expect(since(completeSince, all)).toEqual([]);
    expect(since(completeSince - 1, all)).toBeUndefined();
  });

  test('is not known over a loss, nor while there is a gap', () => {
    const { since, topic, clock } = startEvents([all]);
    const moment = clock.next();

    topic(all).miss(new Date(), 'MONTH_TURNED');
    expect(since(moment, all)).toBeUndefined();
    topic(all).lost(new Date());
    expect(since(moment, all)).toBeUndefined();
    topic(all).complete(clock.next());

    expect(since(moment, all)).toBeUndefined();
    expect(since(clock.next(), all)).toEqual([]);
  });

  test('is not known when some is forgotten', () => {
    const { receive, since, clock } = startEvents([all], { maxEvents: 2 });
    const moment = clock.next();
    for (const callId of ['c1', 'c2', 'c3']) receive(callFrame(callId));

    expect(since(moment, all)).toBeUndefined();
  });

  test('is known over possible losses, each of which is told before the first event after it', () => {
    const { events, receive, missed, clock } = startEvents([all]);
    const loss = (second: number): Gap => {
      const at = (offset: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second + offset));
      return { from: at(0), to: at(1), reason: 'UPSTREAM_OVERFLOW', certain: false };
    };
    events.noteLoss(loss(0));
    const moment = clock.next();
    receive(callFrame('c1'));
    events.noteLoss(loss(10));
    events.noteLoss(loss(20));
    receive(callFrame('c2', { name: 'CHANNEL_ANSWER' }));
    receive(callFrame('c3'));
    events.noteLoss(loss(30));

    const both = { ...loss(10), to: loss(20).to };
    expect(missed(moment, all)).toEqual(['c1', both, 'c2', 'c3']);
    expect(missed(moment, creations)).toEqual(['c1', both, 'c3']);
    expect(events.rememberedLoss(moment)).toEqual({ after: { ...loss(10), to: loss(30).to } });
    expect(events.rememberedLoss(clock.next())).toEqual({ after: null });
  });
});

test('of an account that has lost nothing, no loss is remembered', () => {
  const { events, clock } = startEvents([all]);

  expect(events.rememberedLoss(clock.next())).toBeUndefined();
});

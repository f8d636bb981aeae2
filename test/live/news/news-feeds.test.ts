import { expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { LiveBudget } from '../../../src/live/live-budget.ts';
import type { NewsEvent, NewsTeller } from '../../../src/live/news/news.ts';
import { NewsFeeds } from '../../../src/live/news/news-feeds.ts';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { Histories } from '../../../src/upstream/history/histories.ts';
import { MadeEvents } from '../../../src/upstream/history/made-events.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { TopicDouble } from '../../harness/topic-double.ts';

holdClock();

const binding = parseBinding('call.*.*');
const certain: Gap = { from: new Date(0), to: new Date(1), reason: 'UPSTREAM_DISCONNECTED', certain: true };
const possible: Gap = { ...certain, certain: false };
const lingerMs = 30_000;

/** Feeds that tell the number of each event as news. */
function setUp({ maxTables = 10, maxEvents = 100, maxBytes = 1 } = {}) {
  const clock = new EventClock();
  const histories = new Histories({ maxEvents, maxBytes: 10_000, maxAgeMs: 300_000, maxTotalBytes: 100_000 });
  const budget = new LiveBudget({ maxTables, maxRows: 1, maxBytes, onLimited: () => undefined });
  const topics: TopicDouble[] = [];
  const listeners: TopicListener[] = [];
  const tellers: NewsTeller<number>[] = [];
  const close = vi.fn();
  const startOver = vi.fn();
  const retained = new Map<string, number>();
  let received = 0;
  const feeds = new NewsFeeds<number>({
    binding,
    name: 'number',
    makeMaker: (accountId, teller) => {
      tellers.push(teller);
      return {
        isHolding: false,
        unfinished: [],
        follows: () => false,
        get retainedBytes() {
          return retained.get(accountId) ?? 0;
        },
        ready: Promise.resolve(),
        receive({ data: { number } }) {
          received += 1;
          if (number === 666) throw new TypeError('a mistake');
          if (typeof number === 'number') teller.tell({ id: String(number), content: number, owners: ['ann'] });
        },
        onGap: startOver,
        close,
      };
    },
    upstreams: {
      listen(_, __, listener) {
        const topic = new TopicDouble(listener);
        topics.push(topic);
        listeners.push(listener);
        return topic;
      },
      checkCursor: () => undefined,
      openLog: () => new MadeEvents(clock, histories.open()),
    },
    lingerMs,
    budget,
  });
  return {
    feeds,
    clock,
    histories,
    budget,
    topics,
    listeners,
    tellers,
    retained,
    close,
    startOver,
    now: () => clock.cursorOf(clock.present()),
    receipts: () => received,
    contents: (cursor: string) => [...feeds.since(cursor, 'acme')].map(({ event, gap }) => [contentOf(event), gap]),
  };
}

function contentOf(event: KazooEvent): unknown {
  return 'content' in event ? event.content : undefined;
}

class Listener implements TopicListener {
  readonly heard: unknown[] = [];
  onEvent(event: NewsEvent<number>): void {
    this.heard.push(event.content);
  }
  onGap(gap: Gap): void {
    this.heard.push(gap);
  }
  onEnd(error: GatewayError): void {
    this.heard.push(error.code);
  }
}

test('news is found out once for all who follow an account, and each is told once', async () => {
  const { feeds, topics, receipts } = setUp();
  const [one, other] = [new Listener(), new Listener()];
  const subscriptions = [feeds.listen('acme', binding, one, 'c'), feeds.listen('acme', binding, other, 'd')];
  topics[0]?.becomeLive();
  await Promise.all(subscriptions.map(({ live }) => live));

  for (const number of [1, 2, 1]) topics[0]?.emit(number);

  expect([one.heard, other.heard]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect([topics.length, receipts()]).toEqual([1, 3]);
});

test('what becomes news counts until it is told, and the largest feed ends when all is too much', async () => {
  const { feeds, budget, topics, retained } = setUp({ maxBytes: 1_000 });
  const [large, small] = [new Listener(), new Listener()];
  const subscriptions = [feeds.listen('large', binding, large, 'c'), feeds.listen('small', binding, small, 'd')];
  for (const topic of topics) topic.becomeLive();
  await Promise.all(subscriptions.map(({ live }) => live));

  retained.set('large', 700).set('small', 200);
  for (const topic of topics) topic.emit(1);
  expect(budget.bytes).toBe(900);
  retained.set('small', 301);
  topics[1]?.emit(2);

  expect([large.heard, small.heard]).toEqual([
    [1, 'TOO_MANY_SUBSCRIPTIONS'],
    [1, 2],
  ]);
  expect([budget.bytes, budget.tables]).toEqual([301, 1]);
  retained.set('small', 1_001);
  topics[1]?.emit(0);
  expect([small.heard.at(-1), budget.bytes, budget.tables]).toEqual(['TOO_MANY_SUBSCRIPTIONS', 0, 0]);
});

test('who resumes gets what was told since, as long as somebody follows and a linger longer', async () => {
  const { feeds, topics, now, contents, close, budget, histories } = setUp();
  const subscription = feeds.listen('acme', binding, new Listener(), 'c');
  const tooEarly = now();
  topics[0]?.becomeLive();
  await subscription.live;
  topics[0]?.emit(1);
  const seen = now();

  subscription.unsubscribe();
  topics[0]?.emit(2);
  await vi.advanceTimersByTimeAsync(lingerMs - 1);
  topics[0]?.emit(3);

  expect(contents(seen)).toEqual([
    [2, null],
    [3, null],
  ]);
  expect(() => feeds.since(tooEarly, 'acme')).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  await vi.advanceTimersByTimeAsync(1);
  expect(() => feeds.since(seen, 'acme')).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  expect([topics[0]?.isLeft, close.mock.calls.length, budget.tables, histories.bytes]).toEqual([true, 1, 0, 0]);
});

test('who joins within the linger keeps the feed', async () => {
  const { feeds, topics, close } = setUp();
  const first = feeds.listen('acme', binding, new Listener(), 'c');
  topics[0]?.becomeLive();
  await first.live;
  first.unsubscribe();

  const again = new Listener();
  await feeds.listen('acme', binding, again, 'c').live;
  await vi.advanceTimersByTimeAsync(2 * lingerMs);
  topics[0]?.emit(1);

  expect([again.heard, close.mock.calls.length]).toEqual([[1], 0]);
});

test('a certain gap is told, and cannot be resumed across; a possible one is remembered', async () => {
  const { feeds, topics, listeners, now, contents, startOver } = setUp();
  const listener = new Listener();
  const { live } = feeds.listen('acme', binding, listener, 'c');
  topics[0]?.becomeLive();
  await live;
  const before = now();

  listeners[0]?.onGap(certain);
  const between = now();
  listeners[0]?.onGap(possible);
  topics[0]?.emit(1);

  expect(listener.heard).toEqual([certain, possible, 1]);
  expect(() => feeds.since(before, 'acme')).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
  expect(contents(between)).toEqual([[1, possible]]);
  expect(feeds.rememberedLoss(between, 'acme')).toEqual({ after: possible });
  expect(startOver).toHaveBeenCalledTimes(2);
});

test('news that may be missing is announced without any event missing', async () => {
  const { feeds, topics, tellers, startOver } = setUp();
  const listener = new Listener();
  const { live } = feeds.listen('acme', binding, listener, 'c');
  topics[0]?.becomeLive();
  await live;

  tellers[0]?.lose(possible);

  expect([listener.heard, startOver.mock.calls.length]).toEqual([[possible], 0]);
});

test('news beyond the bounds of a history is forgotten, and its cursors expire', async () => {
  const { feeds, topics, now, contents } = setUp({ maxEvents: 2 });
  const { live } = feeds.listen('acme', binding, new Listener(), 'c');
  topics[0]?.becomeLive();
  await live;
  const first = now();
  topics[0]?.emit(1);
  const second = now();
  topics[0]?.emit(2);
  topics[0]?.emit(3);

  expect(contents(second)).toHaveLength(2);
  expect(() => feeds.since(first, 'acme')).toThrow(expect.objectContaining({ code: 'CURSOR_EXPIRED' }));
});

test('where Kazoo refuses the topic, all who wait are refused, and the next one asks again', async () => {
  const { feeds, topics, budget } = setUp();
  const { live } = feeds.listen('acme', binding, new Listener(), 'c');

  topics[0]?.refuse(new GatewayError('BINDING_REJECTED', 'no'));

  await expect(live).rejects.toMatchObject({ code: 'BINDING_REJECTED' });
  expect(budget.tables).toBe(0);
  feeds.listen('acme', binding, new Listener(), 'c');
  expect(topics).toHaveLength(2);
});

test('the end of the topic, and a mistake of ours, end the feed for all who follow', async () => {
  for (const end of ['topic', 'mistake']) {
    const { feeds, topics, close } = setUp();
    const listener = new Listener();
    const { live } = feeds.listen('acme', binding, listener, 'c');
    topics[0]?.becomeLive();
    await live;

    if (end === 'topic') topics[0]?.end(new GatewayError('FORBIDDEN', 'lost'));
    else topics[0]?.emit(666);

    expect(listener.heard).toEqual([end === 'topic' ? 'FORBIDDEN' : 'INTERNAL_SERVER_ERROR']);
    expect(close).toHaveBeenCalledTimes(1);
  }
});

test('feeds count as live lists do: too many are refused, unless one lingers', async () => {
  const { feeds, topics, budget } = setUp({ maxTables: 1 });
  const first = feeds.listen('acme', binding, new Listener(), 'c');
  topics[0]?.becomeLive();
  await first.live;

  await expect(feeds.listen('other', binding, new Listener(), 'c').live).rejects.toMatchObject({
    code: 'TOO_MANY_SUBSCRIPTIONS',
  });
  first.unsubscribe();
  feeds.listen('other', binding, new Listener(), 'c');

  expect([topics.length, budget.tables]).toEqual([2, 1]);
});

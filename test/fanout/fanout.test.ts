import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { Fanout, type Subscription } from '../../src/fanout/fanout.ts';
import { FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { ignoringObserver } from './harness/ignoring-observer.ts';
import { SharedSourceDouble } from './harness/shared-source-double.ts';
import { SubscriberListenerDouble } from './harness/subscriber-listener-double.ts';

const schema = buildSchema('type Query { a: Int } type Subscription { a: Int }');

const document = parse('subscription { a }');

interface SubscriptionTarget {
  readonly operationKey?: string;
  readonly source?: SharedSourceDouble;
}

function subscription({ operationKey = '["a"]', source = new SharedSourceDouble() }: SubscriptionTarget): Subscription {
  const operation = { schema, document, operationName: undefined, variableValues: {} };
  return { operation, operationKey, source, client: 'somebody' };
}

/** How many groups there are when these are all subscribed. */
function groupsOf(...wishes: readonly SubscriptionTarget[]): number {
  const fanout = new Fanout(new FlushScheduler(ignoringObserver), () => new Error('masked'));
  for (const wish of wishes) void fanout.join(subscription(wish), new SubscriberListenerDouble());
  return fanout.groups;
}

describe('subscriptions share a group', () => {
  test('when they are the same', () => {
    expect(groupsOf({}, {}, {})).toBe(1);
  });
});

describe('subscriptions do not share a group', () => {
  test.each<readonly [what: string, one: SubscriptionTarget, other: SubscriptionTarget]>([
    ['operations', { operationKey: '["a"]' }, { operationKey: '["b"]' }],
    ['sources', { source: new SharedSourceDouble('one') }, { source: new SharedSourceDouble('other') }],
  ])('with different %s', (_what, one, other) => {
    expect(groupsOf(one, other)).toBe(2);
  });
});

describe('the fan-out', () => {
  test('opens the source of a group once', () => {
    const fanout = new Fanout(new FlushScheduler(ignoringObserver), () => new Error('masked'));
    const first = new SharedSourceDouble();
    const second = new SharedSourceDouble();

    void fanout.join(subscription({ source: first }), new SubscriberListenerDouble());
    void fanout.join(subscription({ source: second }), new SubscriberListenerDouble());

    expect([first.opened, second.opened]).toEqual([1, 0]);
  });

  test('forgets a group when its last seat is free, and closes its source', async () => {
    const fanout = new Fanout(new FlushScheduler(ignoringObserver), () => new Error('masked'));
    const source = new SharedSourceDouble();
    source.becomeLive();
    const joining = [1, 2].map(() => fanout.join(subscription({ source }), new SubscriberListenerDouble()));
    source.becomeLive();
    const [one, other] = await Promise.all(joining);

    one?.free();
    expect([fanout.groups, fanout.subscribers, source.closed]).toEqual([1, 1, 0]);
    other?.free();

    expect([fanout.groups, fanout.subscribers, source.closed]).toEqual([0, 0, 1]);
  });

  test('makes a new group after the old one ended', async () => {
    const fanout = new Fanout(new FlushScheduler(ignoringObserver), () => new Error('masked'));
    const ended = new SharedSourceDouble();
    const next = new SharedSourceDouble();
    const holder = new SubscriberListenerDouble();
    const joining = fanout.join(subscription({ source: ended }), holder);
    ended.becomeLive();
    await joining;

    ended.end(new Error('over'));
    void fanout.join(subscription({ source: next }), new SubscriberListenerDouble());

    expect(holder.endings).toEqual([new Error('masked')]);
    expect([fanout.groups, next.opened]).toEqual([1, 1]);
  });

  test('does not forget a new group when a seat of the old one is freed late', async () => {
    const fanout = new Fanout(new FlushScheduler(ignoringObserver), () => new Error('masked'));
    const source = new SharedSourceDouble();
    const joining = fanout.join(subscription({ source }), new SubscriberListenerDouble());
    source.becomeLive();
    const old = await joining;
    source.end(new Error('over'));
    void fanout.join(subscription({}), new SubscriberListenerDouble());

    old.free();

    expect([fanout.groups, fanout.subscribers]).toEqual([1, 1]);
  });

  test('rejects when the source cannot even be opened, and keeps nothing', async () => {
    const fanout = new Fanout(new FlushScheduler(ignoringObserver), () => new Error('masked'));
    const source = new SharedSourceDouble();
    source.open = () => {
      throw new Error('no such source');
    };

    const joining = fanout.join(subscription({ source }), new SubscriberListenerDouble());

    await expect(joining).rejects.toThrow('no such source');
    expect(fanout.groups).toBe(0);
  });
});

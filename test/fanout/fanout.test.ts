import { buildSchema, GraphQLError, parse } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { Fanout, type SharedSubscription } from '../../src/fanout/fanout.ts';
import { FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';
import { boundless } from './harness/boundless.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { ignoringObserver } from './harness/ignoring-observer.ts';
import { SharedSourceDouble } from './harness/shared-source-double.ts';
import { SubscriberDouble } from './harness/subscriber-double.ts';

const schema = buildSchema('type Query { a: Int } type Subscription { a: Int }');

const document = parse('subscription { a }');

interface Wanted {
  readonly operationKey?: string;
  readonly source?: SharedSourceDouble;
}

function subscription({ operationKey = '["a"]', source = new SharedSourceDouble() }: Wanted): SharedSubscription {
  return { operation: { schema, document, operationName: undefined, variableValues: {} }, operationKey, source };
}

function createFanout(turns = new SlicedQueue()): Fanout {
  return new Fanout(new FlushScheduler(ignoringObserver), turns, () => new GraphQLError('masked'), boundless);
}

/** Adds a subscriber; `joined` resolves when events flow to it. */
function join(fanout: Fanout, wanted: Wanted) {
  const subscriber = new SubscriberDouble(fanout.groupOf(subscription(wanted), 'somebody'));
  return { subscriber, joined: subscriber.join() };
}

/** The number of groups when all of these are subscribed. */
function groupsOf(...all: readonly Wanted[]): number {
  const fanout = createFanout();
  for (const wanted of all) join(fanout, wanted);
  return fanout.groups;
}

describe('subscriptions share a group', () => {
  test('when they are the same', () => {
    expect(groupsOf({}, {}, {})).toBe(1);
  });
});

describe('subscriptions do not share a group', () => {
  test.each<readonly [what: string, one: Wanted, other: Wanted]>([
    ['operations', { operationKey: '["a"]' }, { operationKey: '["b"]' }],
    ['sources', { source: new SharedSourceDouble('one') }, { source: new SharedSourceDouble('other') }],
  ])('with different %s', (_what, one, other) => {
    expect(groupsOf(one, other)).toBe(2);
  });
});

describe('the fan-out', () => {
  test('counts each execution and each result that somebody gets, also of what was missed', async () => {
    const fanout = createFanout();
    const source = new SharedSourceDouble();
    const joined = [join(fanout, { source }), join(fanout, { source })].map((each) => each.joined);
    source.becomeLive();
    await Promise.all(joined);
    source.emit({ a: 1 });
    await endOfTurn();
    expect([fanout.executions, fanout.deliveries]).toEqual([1, 2]);

    source.missed.set('1', [{ root: { a: 2 }, cursor: '2', size: 100, receivedAt: new Date() }]);
    await new SubscriberDouble(fanout.groupOf(subscription({ source }), 'somebody')).join('1');

    expect([fanout.executions, fanout.deliveries]).toEqual([2, 3]);
  });

  test('serves what was missed in the turns of all other work, so that both take one slice of time', async () => {
    const turns = new SlicedQueue();
    const run = vi.spyOn(turns, 'run');
    const source = new SharedSourceDouble();
    const fanout = createFanout(turns);
    const { joined } = join(fanout, { source });
    source.becomeLive();
    await joined;
    source.missed.set('1', [{ root: { a: 2 }, cursor: '2', size: 100, receivedAt: new Date() }]);

    await new SubscriberDouble(fanout.groupOf(subscription({ source }), 'somebody')).join('1');

    expect(run.mock.calls.map(([client]) => client)).toEqual(['somebody']);
    expect(fanout.deliveries).toBe(1);
  });

  test('opens the source of a group once', () => {
    const fanout = createFanout();
    const first = new SharedSourceDouble();
    const second = new SharedSourceDouble();

    for (const source of [first, second]) join(fanout, { source });

    expect([first.opened, second.opened]).toEqual([1, 0]);
  });

  test('forgets a group when its last subscriber leaves, and closes its source', () => {
    const fanout = createFanout();
    const source = new SharedSourceDouble();
    const [one, other] = [join(fanout, { source }), join(fanout, { source })];

    one.subscriber.leave();
    expect([fanout.groups, fanout.subscribers, source.closed]).toEqual([1, 1, 0]);
    other.subscriber.leave();

    expect([fanout.groups, fanout.subscribers, source.closed]).toEqual([0, 0, 1]);
  });

  test('makes a new group after the old one ended', async () => {
    const fanout = createFanout();
    const ended = new SharedSourceDouble();
    const next = new SharedSourceDouble();
    const { subscriber, joined } = join(fanout, { source: ended });
    ended.becomeLive();
    await joined;

    ended.end(new Error('over'));
    join(fanout, { source: next });
    await endOfTurn();

    expect(subscriber.endings).toEqual([new GraphQLError('masked')]);
    expect([fanout.groups, next.opened]).toEqual([1, 1]);
  });

  test('does not forget a new group when a subscriber leaves the old one late', () => {
    const fanout = createFanout();
    const source = new SharedSourceDouble();
    const { subscriber } = join(fanout, { source });
    source.end(new Error('over'));
    join(fanout, {});

    subscriber.leave();

    expect([fanout.groups, fanout.subscribers]).toEqual([1, 1]);
  });

  test('throws when the source cannot even be opened, and keeps nothing', () => {
    const fanout = createFanout();
    const source = new SharedSourceDouble();
    source.open = () => {
      throw new Error('no such source');
    };

    expect(() => join(fanout, { source })).toThrow('no such source');
    expect(fanout.groups).toBe(0);
  });
});

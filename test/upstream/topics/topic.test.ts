import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import type { Topic } from '../../../src/upstream/topics/topic.ts';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { settled } from '../../harness/settled.ts';
import { callEvent, liveTopic, newTopic } from '../harness/topic-harness.ts';
import { TopicListenerDouble } from '../harness/topic-listener-double.ts';

const disconnectedAt = new Date(noon);

holdClock({ now: disconnectedAt });

const timedOut = (): GatewayError => new GatewayError('UPSTREAM_TIMEOUT', 'too late');

describe('a topic is wanted', () => {
  test('while somebody listens', () => {
    const topic = newTopic();
    const [one, other] = [new TopicListenerDouble(), new TopicListenerDouble()];
    topic.join(one);
    topic.join(other);

    expect(topic.leave(one)).toBe(false);
    expect(topic.isWanted).toBe(true);
    expect(topic.leave(other)).toBe(true);
    expect(topic.isWanted).toBe(false);
  });

  test('for its linger after the last one left, whose end is announced once', () => {
    const { topic, listener } = liveTopic();
    const over = vi.fn();

    topic.leave(listener);
    topic.linger(30_000, over);
    vi.advanceTimersByTime(29_999);
    expect([topic.isWanted, over.mock.calls.length]).toEqual([true, 0]);
    vi.advanceTimersByTime(60_000);

    expect([topic.isWanted, over.mock.calls.length]).toEqual([false, 1]);
  });

  test('beyond its linger when somebody comes back', () => {
    const { topic, listener } = liveTopic();
    const over = vi.fn();
    topic.leave(listener);
    topic.linger(30_000, over);

    topic.join(listener);
    vi.advanceTimersByTime(60_000);

    expect(over).not.toHaveBeenCalled();
    expect(topic.isWanted).toBe(true);
  });

  test('not by one who leaves twice, so that the last is counted once', () => {
    const { topic, listener } = liveTopic();

    expect([topic.leave(listener), topic.leave(listener)]).toEqual([true, false]);
  });
});

describe('waiting until a topic is complete', () => {
  const [one, other] = [new TopicListenerDouble(), new TopicListenerDouble()];

  test('ends for all who wait when it is', async () => {
    const topic = newTopic();
    const waits = [one, other].map((listener) => topic.untilComplete(listener, 1000, timedOut));

    topic.complete(1);
    await Promise.all(waits);

    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends for a listener that leaves, with its deadline, and for no other', async () => {
    const topic = newTopic();
    topic.join(one);
    topic.join(other);
    const waiting = rejectionOf(topic.untilComplete(one, 1000, timedOut));
    const stillWaiting = topic.untilComplete(other, 1000, timedOut);

    topic.leave(one);

    expect(await waiting).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(vi.getTimerCount()).toBe(1);
    topic.complete(1);
    await expect(stillWaiting).resolves.toBeUndefined();
  });

  test('is over at once where it is complete already', async () => {
    await expect(liveTopic().topic.untilComplete(one, 0, timedOut)).resolves.toBeUndefined();
  });

  test('ends with the error of the time-out', async () => {
    const waiting = rejectionOf(newTopic().untilComplete(one, 1000, timedOut));

    vi.advanceTimersByTime(1000);

    expect((await waiting).code).toBe('UPSTREAM_TIMEOUT');
  });

  test('lasts as long for a listener that joins late as for the first', async () => {
    const topic = newTopic();
    const first = rejectionOf(topic.untilComplete(one, 1000, timedOut));
    vi.advanceTimersByTime(900);
    const late = rejectionOf(topic.untilComplete(other, 1000, timedOut));
    const isOver = vi.fn();
    void late.then(isOver);

    vi.advanceTimersByTime(999);
    expect((await first).code).toBe('UPSTREAM_TIMEOUT');
    await settled();
    expect(isOver).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);

    expect((await late).code).toBe('UPSTREAM_TIMEOUT');
  });

  test('does not end before a confirmed binding must exist, but does when its socket is lost first', async () => {
    const topic = newTopic();
    const waiting = rejectionOf(topic.untilComplete(one, 1000, timedOut));
    const isOver = vi.fn();
    void waiting.then(isOver);
    vi.advanceTimersByTime(999);

    topic.confirmed(2500, () => undefined);
    vi.advanceTimersByTime(1001);
    await settled();
    expect(isOver).not.toHaveBeenCalled();
    topic.lost(disconnectedAt);
    vi.advanceTimersByTime(1000);

    expect((await waiting).code).toBe('UPSTREAM_TIMEOUT');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('can begin again after a time-out', async () => {
    const topic = newTopic();
    const first = rejectionOf(topic.untilComplete(one, 1000, timedOut));
    vi.advanceTimersByTime(1000);
    await first;

    const second = topic.untilComplete(one, 1000, timedOut);
    topic.complete(1);

    await expect(second).resolves.toBeUndefined();
  });
});

describe('an event', () => {
  test('goes to all who listen, under the binding of the topic', () => {
    const { topic, listener } = liveTopic();
    const other = new TopicListenerDouble();
    topic.join(other);

    topic.deliver({ ...callEvent('c1'), binding: 'call.CHANNEL_CREATE.*' }, 2);

    expect(listener.events).toEqual([callEvent('c1')]);
    expect(other.events[0]).toBe(listener.events[0]);
  });

  test('goes to nobody while the topic is not live', () => {
    const { topic, listener } = liveTopic();
    topic.lost(disconnectedAt);

    expect(topic.deliver(callEvent('c1'), 2)).toBe(false);
    expect(listener.events).toEqual([]);
  });

  test('goes out once, and never after a later one', () => {
    const { topic, listener } = liveTopic();

    const delivered = [3, 3, 2, 4].map((time) => topic.deliver(callEvent(`c${time}`), time));

    expect(delivered).toEqual([true, false, false, true]);
    expect(listener.callIds).toEqual(['c3', 'c4']);
  });

  test('of which a copy came before the topic was live is left to the history', () => {
    const topic = newTopic();
    topic.complete(10);

    expect([9, 10, 11].map((time) => topic.deliver(callEvent('c1'), time))).toEqual([false, false, true]);
  });

  test('that came before Kazoo must have made the binding goes to nobody: the next one may have been missed', () => {
    const topic = newTopic();
    const listener = new TopicListenerDouble();
    topic.join(listener);
    topic.confirmed(1000, () => undefined);

    expect(topic.deliver(callEvent('c1'), 6)).toBe(false);
    topic.complete(10);
    // Its own copy, too: a client that has seen an event can resume from it.
    expect([6, 11].map((time) => topic.deliver(callEvent(`c${time}`), time))).toEqual([false, true]);

    expect(listener.callIds).toEqual(['c11']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an event that comes through a confirmed binding', () => {
  function confirmedTopic(begin: (topic: Topic) => void): Topic {
    const { topic } = liveTopic();
    topic.lost(disconnectedAt);
    topic.subscribing();
    begin(topic);
    topic.confirmed(1000, () => undefined);
    return topic;
  }

  test('shows that Kazoo has made the binding', () => {
    expect(confirmedTopic(() => undefined).isProvedByEvent).toBe(true);
  });

  test('shows nothing where the topic was subscribed before: it may come through the earlier binding', () => {
    const topic = confirmedTopic((begun) => {
      begun.confirmed(1000, () => undefined);
      begun.renewing(disconnectedAt, 'MONTH_TURNED');
    });

    expect(topic.isProvedByEvent).toBe(false);
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('the end of a topic', () => {
  test('rejects who waits, ends who listens, and leaves nothing running', async () => {
    const topic = newTopic();
    const listener = new TopicListenerDouble();
    topic.join(listener);
    const waiting = rejectionOf(topic.untilComplete(listener, 1000, timedOut));
    const error = new GatewayError('BINDING_REJECTED', 'no');

    topic.end(error);

    expect(await waiting).toBe(error);
    expect(listener.ends).toEqual([error]);
    expect(topic).toMatchObject({ listenerCount: 0, isWanted: false, isComplete: false });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is announced once, and nothing follows it', () => {
    const { topic, listener } = liveTopic();
    const error = new GatewayError('SHUTTING_DOWN', 'over');

    topic.end(error);
    topic.end(error);
    topic.complete(2);
    topic.deliver(callEvent('c1'), 3);

    expect(listener).toMatchObject({ ends: [error], events: [], gaps: [] });
  });

  test('ends a linger, too', () => {
    const { topic, listener } = liveTopic();
    const over = vi.fn();
    topic.leave(listener);
    topic.linger(1000, over);

    topic.end(new GatewayError('SHUTTING_DOWN', 'over'));
    vi.advanceTimersByTime(2000);

    expect(over).not.toHaveBeenCalled();
  });
});

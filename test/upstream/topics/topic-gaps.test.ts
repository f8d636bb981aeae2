import { describe, expect, test, vi } from 'vitest';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { callEvent, liveTopic, newTopic } from '../harness/topic-harness.ts';
import { TopicListenerDouble } from '../harness/topic-listener-double.ts';

const disconnectedAt = new Date(noon);

holdClock({ now: disconnectedAt });

describe('a live topic that may have lost something', () => {
  const gap = { from: disconnectedAt, to: disconnectedAt, reason: 'UPSTREAM_OVERFLOW', certain: true } as const;

  test('announces it to all listeners, and counts as complete only from then on', () => {
    const { topic, listener } = liveTopic();

    topic.announceLoss(gap, 7);

    expect(listener.gaps).toEqual([gap]);
    expect(topic).toMatchObject({ isComplete: true, completeSince: 7, openGap: undefined });
  });

  test('still delivers what was received before, and was not delivered yet', () => {
    const { topic, listener } = liveTopic();

    topic.announceLoss(gap, 7);

    expect(topic.deliver(callEvent('c'), 5)).toBe(true);
    expect(listener.callIds).toEqual(['c']);
  });
});

describe('when events may have been missed', () => {
  test('those who listened then get the gap with its two ends, and the topic counts as complete again', () => {
    const { topic, listener } = liveTopic();
    topic.lost(disconnectedAt);
    vi.advanceTimersByTime(5000);

    const gap = topic.complete(2);

    expect(gap).toEqual({
      from: disconnectedAt,
      to: new Date('2026-01-01T12:00:05Z'),
      reason: 'UPSTREAM_DISCONNECTED',
      certain: true,
    });
    expect(listener.gaps).toEqual([gap]);
    expect(topic).toMatchObject({ openGap: undefined, completeSince: 2, state: 'subscribed' });
  });

  test('those who joined meanwhile do not get the gap: they missed nothing', () => {
    const { topic, listener } = liveTopic();
    topic.lost(disconnectedAt);
    const late = new TopicListenerDouble();
    topic.join(late);

    topic.complete(2);
    topic.lost(disconnectedAt);
    topic.complete(3);

    expect(listener.gaps).toHaveLength(2);
    expect(late.gaps).toHaveLength(1);
  });

  test('a topic that was never live knows of no gap', () => {
    const topic = newTopic();
    const listener = new TopicListenerDouble();
    topic.join(listener);

    topic.lost(disconnectedAt);

    expect(topic.complete(1)).toBeUndefined();
    expect(listener.gaps).toEqual([]);
  });

  test('several losses are one gap: from the earliest moment, for the first reason', () => {
    const { topic, listener } = liveTopic();
    const earlier = new Date('2026-01-01T11:00:00Z');
    topic.lost(disconnectedAt);
    topic.lost(new Date('2026-01-01T12:30:00Z'));
    topic.miss(earlier, 'MONTH_TURNED');

    topic.complete(2);

    expect(listener.gaps).toMatchObject([{ from: earlier, reason: 'UPSTREAM_DISCONNECTED' }]);
  });

  test('a gap is announced when a renewal begins, and again when it is closed', () => {
    const { topic, listener } = liveTopic();
    topic.renewing(disconnectedAt, 'MONTH_TURNED');
    vi.advanceTimersByTime(1000);

    topic.complete(2);

    expect(listener.gaps.map(({ to }) => to.toISOString())).toEqual([
      '2026-01-01T12:00:00.000Z',
      '2026-01-01T12:00:01.000Z',
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { Subscriber } from '../../src/fanout/subscriber.ts';
import { SubscriberListenerDouble } from './harness/subscriber-listener-double.ts';

function setUp() {
  const order: string[] = [];
  const holder = new SubscriberListenerDouble(
    () => order.push('holder left'),
    () => order.push('holder told the end'),
  );
  const subscriber = new Subscriber(holder, { leave: () => order.push('group left'), isUpToDate: () => true });
  return { holder, subscriber, order };
}

describe('a seat', () => {
  test('that is freed leaves the group, and the client is told nothing, then or later', () => {
    const { subscriber, holder, order } = setUp();

    subscriber.free();
    subscriber.free();
    subscriber.end(new Error('too late'));

    expect(order).toEqual(['group left', 'holder left']);
    expect([holder.reasons, holder.endings]).toEqual([[undefined], []]);
  });

  test('has left before its end is told', () => {
    const { subscriber, holder, order } = setUp();
    const error = new Error('the group failed');

    subscriber.end(error);

    expect(order).toEqual(['group left', 'holder left', 'holder told the end']);
    expect([holder.reasons, holder.endings]).toEqual([[error], [error]]);
  });

  test('leaves and tells once, the first reason only', () => {
    const { subscriber, holder } = setUp();
    const first = new Error('first');

    subscriber.end(first);
    subscriber.end(new Error('second'));
    subscriber.free();

    expect(holder.endings).toEqual([first]);
    expect(holder.timesLeft).toBe(1);
  });
});

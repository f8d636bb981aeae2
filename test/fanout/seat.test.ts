import { describe, expect, test } from 'vitest';
import { Seat } from '../../src/fanout/seat.ts';
import { SeatHolderDouble } from './harness/seat-holder-double.ts';

function setUp() {
  const order: string[] = [];
  const holder = new SeatHolderDouble(
    () => order.push('holder left'),
    () => order.push('holder told the end'),
  );
  const seat = new Seat(holder, { leave: () => order.push('group left'), isUpToDate: () => true });
  return { holder, seat, order };
}

describe('a seat', () => {
  test('that is freed leaves the group, and the client is told nothing, then or later', () => {
    const { seat, holder, order } = setUp();

    seat.free();
    seat.free();
    seat.end(new Error('too late'));

    expect(order).toEqual(['group left', 'holder left']);
    expect([holder.reasons, holder.endings]).toEqual([[undefined], []]);
  });

  test('has left before its end is told', () => {
    const { seat, holder, order } = setUp();
    const error = new Error('the group failed');

    seat.end(error);

    expect(order).toEqual(['group left', 'holder left', 'holder told the end']);
    expect([holder.reasons, holder.endings]).toEqual([[error], [error]]);
  });

  test('leaves and tells once, the first reason only', () => {
    const { seat, holder } = setUp();
    const first = new Error('first');

    seat.end(first);
    seat.end(new Error('second'));
    seat.free();

    expect(holder.endings).toEqual([first]);
    expect(holder.timesLeft).toBe(1);
  });
});

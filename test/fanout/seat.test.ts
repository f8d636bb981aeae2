import { describe, expect, test } from 'vitest';
import { NextFrame } from '../../src/fanout/next-frame.ts';
import { Seat } from '../../src/fanout/seat.ts';
import { SeatHolderDouble } from './seat-holder-double.ts';

function setUp() {
  const order: string[] = [];
  const holder = new SeatHolderDouble(() => order.push('holder told'));
  const seat = new Seat(holder, { leave: () => order.push('group left'), isUpToDate: () => true });
  return { holder, seat, order };
}

/** `pending` unless the promise settles within this turn of the event loop. */
function stateOf(promise: Promise<unknown>): Promise<string> {
  const state = promise.then(
    () => 'fulfilled',
    () => 'rejected',
  );
  return Promise.race([state, new Promise<string>((resolve) => setImmediate(() => resolve('pending')))]);
}

describe('a seat', () => {
  test('hands frames straight to its holder', () => {
    const { seat, holder } = setUp();
    const frame = new NextFrame('{"data":1}', 'cursor');

    const later = new NextFrame('{"data":2}', 'cursor');
    seat.deliver([frame, later]);

    expect(holder.frames).toEqual([frame, later]);
  });

  test('is its own iterator', () => {
    const { seat } = setUp();

    expect(seat[Symbol.asyncIterator]()).toBe(seat);
  });

  test('yields nothing while it is taken', async () => {
    const { seat } = setUp();

    await expect(stateOf(seat.next())).resolves.toBe('pending');
  });

  test('returned before its first next leaves the group', async () => {
    const { seat, order } = setUp();

    await expect(seat.return()).resolves.toEqual({ done: true, value: undefined });

    expect(order).toEqual(['group left', 'holder told']);
  });

  test.each(['return', 'free'] as const)('never answers again after %s', async (way) => {
    const { seat } = setUp();
    const before = seat.next();

    void seat[way]();
    seat.end(new Error('too late'));

    await expect(stateOf(before)).resolves.toBe('pending');
    await expect(stateOf(seat.next())).resolves.toBe('pending');
  });

  test('completes when the group does', async () => {
    const { seat } = setUp();

    seat.end();

    await expect(seat.next()).resolves.toEqual({ done: true, value: undefined });
  });

  test('fails with the error of the group, whenever it is read', async () => {
    const { seat } = setUp();
    const error = new Error('the group failed');
    const before = seat.next();

    seat.end(error);

    await expect(before).rejects.toBe(error);
    await expect(seat.next()).rejects.toBe(error);
  });

  test('that failed before anybody read it is no unhandled rejection', async () => {
    const { seat } = setUp();

    seat.end(new Error('nobody listens'));

    await new Promise((resolve) => setImmediate(resolve));
  });

  test('has left before its end is seen', async () => {
    const { seat, order } = setUp();
    const read = seat.next().catch(() => order.push('error seen'));

    seat.end(new Error('over'));
    order.push('ended');
    await read;

    expect(order).toEqual(['group left', 'holder told', 'ended', 'error seen']);
  });

  test('leaves once, however often and in whatever way it ends', () => {
    const { seat, order, holder } = setUp();

    seat.end(new Error('first'));
    seat.end();
    void seat.return();
    seat.free();

    expect(order).toEqual(['group left', 'holder told']);
    expect(holder.timesLeft).toBe(1);
  });

  test('tells the first reason only', async () => {
    const { seat } = setUp();

    seat.end(new Error('first'));
    seat.end(new Error('second'));

    await expect(seat.next()).rejects.toThrow('first');
  });
});

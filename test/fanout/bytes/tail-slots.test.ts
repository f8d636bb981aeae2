import { describe, expect, test } from 'vitest';
import { TailSlots } from '../../../src/fanout/bytes/tail-slots.ts';

/** What a frame ends with once the tail is copied to it. */
function endOf(tails: TailSlots, slot: number, length: number): string {
  const frame = Buffer.from(`head${'.'.repeat(length)}`, 'latin1');
  tails.copy(slot, length, frame, frame.length);
  return frame.toString('latin1');
}

function put(tails: TailSlots, tail: string): number {
  const slot = tails.put(tail);
  if (slot === undefined) throw new Error(`${tail} is too long.`);
  return slot;
}

describe('tail slots', () => {
  test('write a tail to the end of a frame, byte by byte as it was put', () => {
    const tails = new TailSlots();
    const tail = '"\xc3\xa9"}';
    const slot = put(tails, tail);

    expect(endOf(tails, slot, tail.length)).toBe(`head${tail}`);
  });

  test('take up to 64 bytes', () => {
    const tails = new TailSlots();

    expect(tails.put('x'.repeat(65))).toBeUndefined();
    expect(endOf(tails, put(tails, 'x'.repeat(64)), 64)).toBe(`head${'x'.repeat(64)}`);
  });

  test('keep what they hold while they grow', () => {
    const tails = new TailSlots();
    const names = Array.from({ length: 5_000 }, (_, index) => `"${index + 10_000}"}`);

    const slots = names.map((name) => put(tails, name));

    expect(slots.map((slot) => endOf(tails, slot, 8))).toEqual(names.map((name) => `head${name}`));
  });

  test('that are released are used again before new ones', () => {
    const tails = new TailSlots();
    const [kept, released] = [put(tails, '"kept"}'), put(tails, '"old"}')];

    tails.release(released);

    expect(put(tails, '"new"}')).toBe(released);
    expect(endOf(tails, released, 6)).toBe('head"new"}');
    expect(endOf(tails, kept, 7)).toBe('head"kept"}');
  });
});

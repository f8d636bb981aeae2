import { describe, expect, test } from 'vitest';
import { allocateFrameBytes } from '../../../src/fanout/bytes/frame-bytes.ts';
import { TailSlots } from '../../../src/fanout/bytes/tail-slots.ts';
import { nextTail } from '../../../src/fanout/next-frame.ts';

/** What a frame ends with once the tail is copied to it. */
function endOf(tails: TailSlots, slot: number, length: number): string {
  const { bytes, view } = allocateFrameBytes('head'.length + length);
  bytes.write('head', 'latin1');
  tails.copy(slot, length, view, bytes.length);
  return bytes.toString('latin1');
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

  test('write tails of any length whole', () => {
    const tails = new TailSlots();
    const lengths = Array.from({ length: 64 }, (_, index) => index + 1);
    const all = lengths.map((length) => Array.from({ length }, (_, at) => String.fromCharCode(33 + at)).join(''));

    expect(all.map((tail) => endOf(tails, put(tails, tail), tail.length))).toEqual(all.map((tail) => `head${tail}`));
  });

  test('write the bytes of any text as they are', () => {
    const tails = new TailSlots();
    const ids = [
      '\x7f\u{1f600}\x7f\u{10ffff}\x7f',
      '\uffff\x7f\uffff\x7f\uffff',
      '\x7f'.repeat(20),
      '\xff\xfe\xf0\x7f\xff',
    ];
    const all = ids.flatMap((id) => Array.from({ length: 8 }, (_, before) => nextTail('-'.repeat(before) + id)));

    expect(all.map((tail) => endOf(tails, put(tails, tail), tail.length))).toEqual(all.map((tail) => `head${tail}`));
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

import { expect, test } from 'vitest';
import { JoinedFrames } from '../../../src/fanout/bytes/joined-frames.ts';
import { NextFrame } from '../../../src/fanout/next-frame.ts';

const frames = ['1', '"two"', '{"three":"é"}'].map((data) => new NextFrame(`{"data":${data}}`, 'cursor'));

test('holds the frames one behind the other, with room for a tail at the end of each', () => {
  const joined = new JoinedFrames().of(frames, 4);
  for (const end of joined?.tailEnds ?? []) joined?.memory.bytes.write('TAIL', end - 4, 'latin1');

  const expected = frames.map((frame) => `${frame.head(4)}TAIL`).join('');
  expect(joined?.memory.bytes.toString('latin1')).toBe(expected);
});

test('joins them once for all tails of one length, and anew for what must be kept', () => {
  const joined = new JoinedFrames();
  const first = joined.of(frames, 4);

  expect(joined.of(frames, 4)).toBe(first);
  expect(joined.of(frames, 5)?.memory.bytes.length).toBe((first?.memory.bytes.length ?? 0) + frames.length);
  const again = joined.of(frames, 4);
  joined.keepBytes();
  expect(joined.of(frames, 4)).not.toBe(again);
  expect(joined.of(frames.slice(1), 4)?.tailEnds).toHaveLength(2);
});

test('joins no more than 64 KiB', () => {
  const large = new NextFrame(JSON.stringify({ data: 'x'.repeat(20_000) }), 'cursor');
  const joined = new JoinedFrames();

  expect(joined.of([large, large, large], 4)?.tailEnds).toHaveLength(3);
  expect(joined.of([large, large, large, large], 4)).toBeUndefined();
});

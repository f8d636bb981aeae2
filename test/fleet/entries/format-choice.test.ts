import { afterEach, describe, expect, test, vi } from 'vitest';
import { FormatChoice } from '../../../src/fleet/entries/format-choice.ts';
import { laterFormats } from '../harness/later-format.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The version in which something is written now. */
function writtenBy(format: FormatChoice): number {
  return format.encode({ kind: 'begin', binding: 'call.*.*' }).startsWith('2 ') ? 2 : 1;
}

describe('the form that entries are written in', () => {
  test('stays as it is where the engine knows no instance', () => {
    const format = new FormatChoice(laterFormats);

    format.agree([]);
    expect(writtenBy(format)).toBe(1);
    format.agree([2, 2]);
    format.agree([]);

    expect(writtenBy(format)).toBe(2);
  });

  test('becomes a later one ten seconds after a doubt of who is there, and an earlier one at once', () => {
    const times = vi.spyOn(performance, 'now').mockReturnValue(0);
    const format = new FormatChoice(laterFormats);
    const written: number[] = [];

    for (const [nowMs, versions] of [
      [9_999, [2, 2]],
      [10_000, [2, 2]],
      [10_000, [2, 1]],
    ] as const) {
      if (nowMs < 10_000) format.doubt();
      times.mockReturnValue(nowMs);
      format.agree(versions);
      written.push(writtenBy(format));
    }

    expect(written).toEqual([1, 2, 1]);
  });
});

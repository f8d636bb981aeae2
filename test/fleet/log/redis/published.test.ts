import { describe, expect, test } from 'vitest';
import { leaseOf, readEntries, splitWord } from '../../../../src/fleet/log/redis/published.ts';

describe('a message of the engine', () => {
  test('has each body by its length in bytes, whatever is in it', () => {
    const bodies = ['E 1 2\n', 'zwölf €', '', '{"a":"\\n"}'];
    const places = bodies.map((body, index) => `${1_795_966_554_549_000 + index} ${Buffer.byteLength(body)}`);
    const message = Buffer.from(`E epoch 1795966554548999 ${places.join(' ')}\n${bodies.join('')}`);

    const { epoch, entries } = readEntries(message);

    expect(epoch).toBe('epoch');
    expect(entries.map(({ body }) => body)).toEqual(bodies);
    expect(entries.map(({ previous }) => previous)).toEqual([
      1_795_966_554_548_999, 1_795_966_554_549_000, 1_795_966_554_549_001, 1_795_966_554_549_002,
    ]);
  });

  test.each([
    ['no position', 'E epoch 1 x 3 4 3\nonetwo'],
    ['a position after none', 'E epoch x 2 3\none'],
    ['a position that is not later', 'E epoch 1 2 3 2 3\nonetwo'],
    ['an endless position', 'E epoch 1 1e999 3\none'],
    ['a length that leads back', 'E epoch 1 2 3 3 -3 4 3\none'],
    ['no length', 'E epoch 1 2 x\none'],
    ['nothing at all', 'E'],
  ])('that no instance publishes ends where it has %s', (_, message) => {
    const { entries } = readEntries(Buffer.from(message));

    expect(entries.filter(({ body }) => body !== 'one')).toEqual([]);
    expect(entries.length).toBeLessThan(2);
  });

  test('names a lease, or nobody', () => {
    expect(leaseOf(['a', '1795966554549000', '7'])).toEqual({ instanceId: 'a', fence: 1_795_966_554_549_000, beat: 7 });
    expect(leaseOf([''])).toBeUndefined();
    expect(leaseOf([])).toBeUndefined();
  });

  test('is split at its first blank', () => {
    expect(splitWord('M from a text')).toEqual(['M', 'from a text']);
    expect(splitWord('L')).toEqual(['L', '']);
  });
});

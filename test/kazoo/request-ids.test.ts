import { expect, test } from 'vitest';
import { RequestIds } from '../../src/kazoo/request-ids.ts';

test('request ids have 32 hexadecimal digits, and none comes twice', () => {
  const ids = new RequestIds();

  const generated = Array.from({ length: 1_000 }, () => ids.next());

  expect(generated.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(new Set(generated).size).toBe(1_000);
});

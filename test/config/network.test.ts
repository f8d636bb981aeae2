import { expect, test } from 'vitest';
import { parseNetwork } from '../../src/config/network.ts';

test.each([
  ['10.0.0.0/8', '10.0.0.0', 8],
  ['192.0.2.7', '192.0.2.7', 32],
  ['2001:db8::/32', '2001:db8::', 32],
  ['::1', '::1', 128],
])('%s is a network', (text, address, prefix) => {
  expect(parseNetwork(text).map(String)).toEqual([address, String(prefix)]);
});

test.each(['', '10', '10/8', '010.0.0.1', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/9', '::/129', 'host'])(
  '%j is not',
  (text) => {
    expect(() => parseNetwork(text)).toThrow(TypeError);
  },
);

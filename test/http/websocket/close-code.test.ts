import { expect, test } from 'vitest';
import { errorCodes } from '../../../src/errors.ts';
import { closeCodeOf } from '../../../src/http/websocket/close-code.ts';

test.each([
  ['TOKEN_EXPIRED', 4403],
  ['UNAUTHENTICATED', 4403],
  ['FORBIDDEN', 4403],
  ['SHUTTING_DOWN', 1001],
  ['RATE_LIMITED', 1013],
  ['UPSTREAM_UNAVAILABLE', 1013],
  ['UPSTREAM_TIMEOUT', 1013],
  ['INTERNAL_SERVER_ERROR', 1013],
] as const)('%s closes with %i', (code, closeCode) => {
  expect(closeCodeOf(code)).toBe(closeCode);
});

test('no error closes with a code after which graphql-ws clients stay away, or come back without pause', () => {
  const used: readonly number[] = errorCodes.map(closeCodeOf);
  const stopping = [1000, 1002, 1007, 1008, 1009, 1011, 4004, 4005, 4400, 4401, 4406, 4409, 4429, 4500];

  expect(stopping.filter((code) => used.includes(code))).toEqual([]);
});

import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { type ErrorCode, errorMeanings, GatewayError, meaningOf } from '../src/errors.ts';
import { withRetryAfter, withStatus } from '../src/http/request-errors.ts';

const codes = Object.keys(errorMeanings) as ErrorCode[];

test('every code that the source gives to an error has a meaning', () => {
  expect(codes.map((code) => new GatewayError(code, 'No.').meaning)).toEqual(Object.values(errorMeanings));
  expect(meaningOf('PERSISTED_QUERY_NOT_FOUND')).toBeUndefined();
  expect(meaningOf('toString')).toBeUndefined();
});

test.each([
  ['token', ['UNAUTHENTICATED', 'TOKEN_EXPIRED']],
  ['account', ['ACCOUNT_DISABLED', 'ACCOUNT_EXPIRED', 'FORBIDDEN']],
])('a verdict on the %s comes with %j', (scope, expected) => {
  expect(codes.filter((code) => errorMeanings[code].scope === scope)).toEqual(expected);
});

test('a client may retry what another moment can cure, and nothing else', () => {
  expect(codes.filter((code) => errorMeanings[code].mayRetry)).toEqual([
    'RATE_LIMITED',
    'UPSTREAM_UNAVAILABLE',
    'UPSTREAM_TIMEOUT',
    'SHUTTING_DOWN',
    'INTERNAL_SERVER_ERROR',
  ]);
});

test.each([
  ['TOKEN_EXPIRED', 4403],
  ['UNAUTHENTICATED', 4403],
  ['FORBIDDEN', 4403],
  ['SHUTTING_DOWN', 1001],
  ['RATE_LIMITED', 1013],
  ['UPSTREAM_UNAVAILABLE', 1013],
  ['UPSTREAM_TIMEOUT', 1013],
  ['INTERNAL_SERVER_ERROR', 1013],
] as const)('%s closes a WebSocket with %i', (code, closeCode) => {
  expect(errorMeanings[code].closeCode).toBe(closeCode);
});

test('no error closes with a code after which graphql-ws clients stay away, or come back without pause', () => {
  const used: readonly number[] = codes.map((code) => errorMeanings[code].closeCode);
  const stopping = [1000, 1002, 1007, 1008, 1009, 1011, 4004, 4005, 4400, 4401, 4406, 4409, 4429, 4500];

  expect(stopping.filter((code) => used.includes(code))).toEqual([]);
});

function httpOf(code: string, extensions: Record<string, unknown> = {}) {
  const errors = [new GraphQLError('No.', { extensions: { code, ...extensions } })];
  return withRetryAfter(withStatus({ errors })).errors?.[0]?.extensions.http;
}

test.each(codes)('an HTTP answer without data has the status of %s', (code) => {
  expect(httpOf(code)).toEqual({ status: errorMeanings[code].httpStatus, spec: true });
});

test('an HTTP answer without data has the status 400 for a code that is not ours', () => {
  expect(httpOf('PERSISTED_QUERY_NOT_FOUND')).toEqual({ status: 400, spec: true });
});

test('Retry-After is only sent with an error that may be retried', () => {
  expect(httpOf('RATE_LIMITED', { retryAfter: 5 })).toEqual({ status: 429, headers: { 'Retry-After': '5' } });
  expect(httpOf('FORBIDDEN', { retryAfter: 5 })).toEqual({ status: 400, spec: true });
});

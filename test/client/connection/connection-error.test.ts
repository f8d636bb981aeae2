import { afterEach, expect, test, vi } from 'vitest';
import { ConnectionError, isGatewayError } from '../../../src/client/index.ts';

const url = 'ws://gateway.example.com/graphql';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a gateway that was never reached is told with its address, the attempts and what to look at', () => {
  const event = { message: 'connect ECONNREFUSED 127.0.0.1:4001' };

  const error = new ConnectionError({ url, wasConnected: false, failedAttempts: 3, retryInMs: 2_345, event });

  expect(error.message).toBe(
    `There was no connection to the gateway at ${url} yet: 3 attempts failed (connect ECONNREFUSED 127.0.0.1:4001). ` +
      'Next try in 2.3 s. Is the address right, and does the gateway run?',
  );
  expect(error).toMatchObject({ url, wasConnected: false, failedAttempts: 3, retryInMs: 2_345, reason: event.message });
  expect(isGatewayError(error)).toBe(false);
});

test('a lost connection is told with the code and the reason of its close', () => {
  const lost = { url, wasConnected: true, retryInMs: 800, event: { code: 1013, reason: 'RATE_LIMITED' } };

  expect(new ConnectionError({ ...lost, failedAttempts: 0 }).message).toBe(
    `The connection to the gateway at ${url} was lost (1013 RATE_LIMITED). Next try in 0.8 s.`,
  );
  expect(new ConnectionError({ ...lost, failedAttempts: 1 }).message).toContain(', and one attempt failed since');
});

test('a page of another origin is told the setting that admits it, since a browser tells it nothing', () => {
  vi.stubGlobal('location', new URL('http://localhost:5173/board'));
  const trouble = { wasConnected: false, failedAttempts: 1, event: { code: 1006, reason: '' } };

  expect(new ConnectionError({ ...trouble, url }).message).toMatch(/ALLOWED_ORIGINS admit http:\/\/localhost:5173\?/);
  expect(new ConnectionError({ ...trouble, url: 'ws://localhost:5173/graphql' }).message).not.toContain('ORIGINS');
});

import { expect, test } from 'vitest';
import { ConnectionError, isGatewayError } from '../../../src/client/index.ts';

const url = 'ws://gateway.example.com/graphql';
const advice = ' Look there.';

test('a gateway that was never reached is told with its address, the attempts and what to look at', () => {
  const event = { message: 'connect ECONNREFUSED 127.0.0.1:4001' };

  const error = new ConnectionError({ url, wasConnected: false, failedAttempts: 3, retryInMs: 2_345, event, advice });

  expect(error.message).toBe(
    `No connection to ${url} yet (connect ECONNREFUSED 127.0.0.1:4001). Failed attempts: 3. Look there.`,
  );
  expect(error).toMatchObject({ url, wasConnected: false, failedAttempts: 3, retryInMs: 2_345, reason: event.message });
  expect(error).toMatchObject({ name: 'ConnectionError', stack: expect.stringContaining('connection-error.test') });
  expect(isGatewayError(error)).toBe(false);
});

test('a lost connection is told with the code and the reason of its close', () => {
  const lost = { wasConnected: true, failedAttempts: 0, event: { code: 1013, reason: 'RATE_LIMITED' } };

  expect(new ConnectionError(lost).message).toBe(
    'No connection to the gateway any more (1013 RATE_LIMITED). Failed attempts: 0.',
  );
  expect(new ConnectionError({ ...lost, event: undefined }).message).toContain(' any more. ');
});

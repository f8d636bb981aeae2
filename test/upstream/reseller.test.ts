import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TokenSource } from '../../src/upstream/socket/token-source.ts';
import { account } from './harness/call-frame.ts';
import { calls, startUpstreams } from './harness/upstream-harness.ts';

const reseller = 'e'.repeat(32);

/** Those who follow the reseller have a token, and nobody else. */
const tokens: TokenSource = {
  tokenFor: (accountId) => (accountId === reseller ? "reseller's" : undefined),
  refuseToken: () => undefined,
  forbidToken: () => undefined,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the calls of an account are followed with the token of a reseller's stream", () => {
  const { kazoo, listen } = startUpstreams({ tokens });

  listen(calls, account, 'somebody', reseller);
  kazoo.socket.open();

  expect(kazoo.socket.commands).toMatchObject([{ accountId: account, binding: calls, token: "reseller's" }]);
});

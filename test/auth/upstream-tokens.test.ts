import { expect, test, vi } from 'vitest';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { UpstreamTokens, type UpstreamTokensOptions } from '../../src/auth/upstream-tokens.ts';
import { GatewayError } from '../../src/errors.ts';
import { AccountsAbove } from '../../src/upstream/accounts-above.ts';
import { CacheClock } from '../harness/cache-clock.ts';
import { holdClock } from '../harness/held-clock.ts';
import { transport } from './harness/session-transport.ts';

holdClock();

const claims = { accountId: 'own', ownerId: undefined, expiresAtMs: undefined };

function setUp(serviceToken?: string) {
  const sessions = new SessionRegistry();
  const above = new AccountsAbove();
  const service = { token: serviceToken, refuse: vi.fn<(token: string) => void>() };
  const verify = vi.fn<UpstreamTokensOptions['verify']>(async () => undefined);
  const revalidate = vi.fn<UpstreamTokensOptions['revalidate']>(async () => undefined);
  const tokens = new UpstreamTokens({
    sessions,
    above,
    service: serviceToken === undefined ? undefined : service,
    verify,
    revalidate,
    entitledForMs: 60_000,
    entitlementWaitMs: 1_000,
  });
  const listener = (token: string, accountId: string) => {
    const onEnded = vi.fn<(error: GatewayError) => void>();
    const session = sessions.open(transport(onEnded));
    session.signIn(token, claims);
    sessions.attach(session, { accountId, end: () => undefined, onSessionEnded: () => undefined });
    return onEnded;
  };
  return { tokens, sessions, above, service, verify, revalidate, listener };
}

test("without a service identity nothing waits, and a subscriber's token opens the socket", () => {
  const { tokens, listener } = setUp();
  listener('client', 'a');

  expect(tokens.prepare('a')).toBeUndefined();
  expect(tokens.tokenFor('a')).toBe('client');
});

test('the service identity opens the socket of an account that it may see, which is verified once', async () => {
  const { tokens, verify, listener } = setUp('service');
  listener('client', 'a');

  await Promise.all([tokens.prepare('a'), tokens.prepare('a')]);

  expect(tokens.prepare('a')).toBeUndefined();
  expect(tokens.tokenFor('a')).toBe('service');
  expect(verify.mock.calls).toEqual([['service', 'a']]);
});

test("a subscriber's token opens the socket of an account that the service identity may not see", async () => {
  const { tokens, verify, listener } = setUp('service');
  listener('client', 'a');
  verify.mockRejectedValue(new GatewayError('FORBIDDEN', 'No.'));

  await tokens.prepare('a');

  expect(tokens.prepare('a')).toBeUndefined();
  expect(tokens.tokenFor('a')).toBe('client');
});

test('a Kazoo that gives no answer leaves the question open', async () => {
  const { tokens, verify, listener } = setUp('service');
  listener('client', 'a');
  verify.mockRejectedValueOnce(new GatewayError('UPSTREAM_UNAVAILABLE', 'Gone.'));

  await tokens.prepare('a');
  expect(tokens.tokenFor('a')).toBe('client');
  await tokens.prepare('a');

  expect(tokens.tokenFor('a')).toBe('service');
});

test('subscriptions do not wait long for the answer', async () => {
  const { tokens, verify } = setUp('service');
  verify.mockReturnValue(new Promise(() => undefined));
  let isPrepared = false;

  void tokens.prepare('a')?.then(() => {
    isPrepared = true;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(isPrepared).toBe(false);
  await vi.advanceTimersByTimeAsync(1);

  expect(isPrepared).toBe(true);
});

test('a service token that blackhole refused is renewed, and no session ends', async () => {
  const { tokens, service, revalidate, listener } = setUp('service');
  const onEnded = listener('client', 'a');
  await tokens.prepare('a');

  tokens.refuseToken('service', 'a');

  expect(service.refuse).toHaveBeenCalledWith('service');
  expect(revalidate).not.toHaveBeenCalled();
  expect(onEnded).not.toHaveBeenCalled();
});

test("a client's token that blackhole refused is revalidated at once, and another one opens the socket", () => {
  const { tokens, revalidate, listener } = setUp();
  const [refused, other] = [listener('refused', 'a'), listener('other', 'a')];

  tokens.refuseToken('refused', 'a');

  expect(revalidate.mock.calls).toEqual([['refused', 'own', true]]);
  expect(tokens.tokenFor('a')).toBe('other');
  expect(refused).not.toHaveBeenCalled();
  expect(other).not.toHaveBeenCalled();
});

test("a client's token that blackhole forbids an account is revalidated there, and opens other sockets", () => {
  const { tokens, revalidate, listener } = setUp();
  listener('lost', 'a');
  listener('lost', 'b');
  listener('other', 'a');

  tokens.forbidToken('lost', 'a');

  expect(revalidate.mock.calls).toEqual([['lost', 'a', true]]);
  expect(tokens.tokenFor('a')).toBe('other');
  expect(tokens.tokenFor('b')).toBe('lost');
});

test('a service identity that blackhole forbids an account leaves it to the clients', async () => {
  const { tokens, service, revalidate, listener } = setUp('service');
  listener('client', 'a');
  await tokens.prepare('a');

  tokens.forbidToken('service', 'a');

  expect(tokens.tokenFor('a')).toBe('client');
  expect(service.refuse).not.toHaveBeenCalled();
  expect(revalidate).not.toHaveBeenCalled();
});

test('the only token that blackhole forbids an account ends nothing before Crossbar has refused it', () => {
  const { tokens, revalidate, listener } = setUp();
  const onEnded = listener('only', 'a');

  tokens.forbidToken('only', 'a');

  expect(tokens.tokenFor('a')).toBeUndefined();
  expect(revalidate.mock.calls).toEqual([['only', 'a', true]]);
  expect(onEnded).not.toHaveBeenCalled();
});

test('with no token left no session ends before Crossbar has refused its token', () => {
  const { tokens, revalidate, listener } = setUp();
  const [one, other] = [listener('one', 'a'), listener('other', 'a')];

  tokens.refuseToken('one', 'a');
  tokens.refuseToken('other', 'a');

  expect(tokens.tokenFor('a')).toBeUndefined();
  expect(revalidate.mock.calls).toEqual([
    ['one', 'own', true],
    ['other', 'own', true],
  ]);
  expect([one.mock.calls, other.mock.calls]).toEqual([[], []]);
});

test('an answer about the service identity is served when it is old, and forgotten when it is a week old', async () => {
  vi.useRealTimers();
  using clock = new CacheClock();
  const { tokens, verify, listener } = setUp('service');
  listener('client', 'a');
  await tokens.prepare('a');
  verify.mockReturnValue(new Promise(() => undefined));

  clock.pass(6 * 24 * 3_600_000);
  expect(tokens.tokenFor('a')).toBe('service');
  clock.pass(2 * 24 * 3_600_000);

  expect(tokens.tokenFor('a')).toBe('client');
});

/** blackhole refuses every token that it is offered, each second, for so long. */
function offerAll(tokens: UpstreamTokens, accountId: string, seconds: number): number {
  let offered = 0;
  for (let second = 0; second < seconds; second += 1) {
    for (let token = tokens.tokenFor(accountId); token !== undefined; token = tokens.tokenFor(accountId)) {
      offered += 1;
      tokens.refuseToken(token, accountId);
    }
    vi.advanceTimersByTime(1_000);
  }
  return offered;
}

test('of a thousand tokens blackhole is offered thirty at once and thirty a minute, while it refuses all', () => {
  const { tokens, revalidate, listener } = setUp();
  for (let index = 0; index < 1_000; index += 1) listener(`token-${index}`, 'a');
  listener('other', 'b');

  expect(offerAll(tokens, 'a', 1)).toBe(30);
  expect(offerAll(tokens, 'a', 60)).toBe(30);
  expect(revalidate).toHaveBeenCalledTimes(60);
  expect(tokens.tokenFor('b')).toBe('other');
});

test('after a minute without a refusal thirty tokens may be offered at once again', () => {
  const { tokens, listener } = setUp();
  for (let index = 0; index < 100; index += 1) listener(`token-${index}`, 'a');
  offerAll(tokens, 'a', 1);

  vi.advanceTimersByTime(60_000);

  expect(offerAll(tokens, 'a', 1)).toBe(30);
});

test('the service identity is offered however many tokens of clients were refused', async () => {
  const { tokens, listener, verify } = setUp('service');
  verify.mockRejectedValueOnce(new GatewayError('UPSTREAM_UNAVAILABLE', 'Gone.'));
  await tokens.prepare('a');
  for (let index = 0; index < 100; index += 1) listener(`token-${index}`, 'a');
  for (let index = 0; index < 40; index += 1) tokens.forbidToken(`token-${index}`, 'a');
  expect(tokens.tokenFor('a')).toBeUndefined();

  await tokens.prepare('a');

  expect(tokens.tokenFor('a')).toBe('service');
});

test('those who follow an account from above it offer their tokens where nobody follows it by itself', () => {
  const { tokens, above, listener } = setUp();
  listener('reseller', 'top');
  const leave = [above.follow('a', 'top'), above.follow('a', 'top')];

  expect([tokens.tokenFor('a'), tokens.tokenFor('b')]).toEqual(['reseller', undefined]);
  listener('client', 'a');
  expect(tokens.tokenFor('a')).toBe('client');
  expect(tokens.tokenFor('a', (token) => token === 'client')).toBe('reseller');
  leave[0]?.();
  expect(tokens.tokenFor('a', (token) => token === 'client')).toBe('reseller');
  leave[1]?.();
  expect(tokens.tokenFor('a', (token) => token === 'client')).toBeUndefined();
});

test('what the service identity may see, it may see below, unless it was forbidden there', async () => {
  const { tokens, above, verify, listener } = setUp('service');
  listener('reseller', 'top');
  above.follow('a', 'top');
  await tokens.prepare('top');

  expect(tokens.tokenFor('a')).toBe('service');
  expect(verify.mock.calls).toEqual([['service', 'top']]);
  tokens.forbidToken('service', 'a');

  expect(tokens.tokenFor('a')).toBe('reseller');
});

import { expect, test } from 'vitest';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';

const login = 'mutation Login($input: LoginInput!) { login(input: $input) { accountId } }';
const proxy = { TRUSTED_PROXIES: '127.0.0.1' };

function credentials(accountName: string, password = 'wrong'): Readonly<Record<string, unknown>> {
  return { query: login, variables: { input: { accountName, username: 'demo', password } } };
}

function codeOf(body: Readonly<Record<string, unknown>>): unknown {
  const [error] = Array.isArray(body['errors']) ? body['errors'] : [];
  return error?.extensions?.code;
}

async function logIn(harness: Harness, accountName: string, password: string, address = '192.0.2.1') {
  const { status, body } = await harness.post(credentials(accountName, password), { 'X-Forwarded-For': address });
  return { status, code: codeOf(body) };
}

test('after MAX_LOGIN_ATTEMPTS_PER_IP wrong passwords an address waits; others do not', async () => {
  await using harness = await startHarness({ settings: { ...proxy, MAX_LOGIN_ATTEMPTS_PER_IP: '2' } });
  for (const password of ['a', 'b']) {
    expect(await logIn(harness, 'demo', password)).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  }

  expect(await logIn(harness, 'demo', 'demo')).toEqual({ status: 429, code: 'RATE_LIMITED' });
  expect(await logIn(harness, 'demo', 'demo', '192.0.2.2')).toEqual({ status: 200, code: undefined });
  expect(await limitedCount(harness, 'max_login_attempts_per_ip')).toBe(1);
});

test('over HTTP the answer says when to try again', async () => {
  await using harness = await startHarness({ settings: { MAX_LOGIN_ATTEMPTS_PER_IP: '1', LOGIN_WINDOW_MS: '60000' } });
  await harness.post(credentials('demo'));

  const response = await fetch(harness.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(credentials('demo')),
  });

  const retryAfter = Number(response.headers.get('retry-after'));
  expect(response.status).toBe(429);
  expect(retryAfter).toBe(5);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter } }] });
});

test('over WebSocket the operation is refused and the socket stays open', async () => {
  await using harness = await startHarness({ settings: { MAX_LOGIN_ATTEMPTS_PER_IP: '1' } });
  await using client = await RawClient.ready(harness.webSocketUrl);

  for (const id of ['1', '2']) client.send({ type: 'subscribe', id, payload: credentials('demo') });

  expect(await client.take(4)).toMatchObject([
    { id: '1', payload: { errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }] } },
    { id: '1', type: 'complete' },
    { id: '2', payload: { errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }] } },
    { id: '2', type: 'complete' },
  ]);
});

test('an account is guarded whatever addresses the guesses come from and however its name is written', async () => {
  await using harness = await startHarness({ settings: { ...proxy, MAX_LOGIN_ATTEMPTS_PER_ACCOUNT: '2' } });
  await logIn(harness, 'demo', 'a', '192.0.2.1');
  await logIn(harness, ' D-e-m-o ', 'b', '192.0.2.2');

  expect(await logIn(harness, 'Demo', 'demo', '192.0.2.3')).toEqual({ status: 429, code: 'RATE_LIMITED' });
  expect(await logIn(harness, 'other', 'wrong', '192.0.2.3')).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  expect(await limitedCount(harness, 'max_login_attempts_per_account')).toBe(1);
});

test('300 people of an office who log in at once are all logged in, and so are those who come after', async () => {
  await using harness = await startHarness({ kazoo: { crossbarBucketTokens: 1_000 } });
  const office = Array.from({ length: 300 }, () => logIn(harness, 'demo', 'demo'));

  const answers = await Promise.all(office);

  expect(answers.filter(({ code }) => code !== undefined)).toEqual([]);
  expect(await logIn(harness, 'demo', 'demo')).toEqual({ status: 200, code: undefined });
});

test("a stranger's wrong passwords do not lock out who logged in before", async () => {
  await using harness = await startHarness({ settings: proxy });
  expect(await logIn(harness, 'demo', 'demo', '192.0.2.1')).toEqual({ status: 200, code: undefined });
  const strangers = Array.from({ length: 60 }, (_, index) => logIn(harness, 'demo', 'wrong', `198.51.100.${index}`));
  const codes = (await Promise.all(strangers)).map(({ code }) => code);

  expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(50);
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(10);
  expect(await logIn(harness, 'demo', 'demo', '192.0.2.1')).toEqual({ status: 200, code: undefined });
  expect(await logIn(harness, 'demo', 'demo', '192.0.2.2')).toEqual({ status: 429, code: 'RATE_LIMITED' });
});

test('logins that succeed do not count, nor those that Kazoo cannot answer', async () => {
  await using harness = await startHarness({ settings: { MAX_LOGIN_ATTEMPTS_PER_IP: '1' } });
  for (let person = 0; person < 3; person += 1) {
    expect(await logIn(harness, 'demo', 'demo')).toEqual({ status: 200, code: undefined });
  }
  const recover = harness.kazoo.crossbar.faults.failWith(500);
  expect(await logIn(harness, 'demo', 'demo')).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  recover();

  expect(await logIn(harness, 'demo', 'demo')).toEqual({ status: 200, code: undefined });
});

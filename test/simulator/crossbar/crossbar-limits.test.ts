import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import { call, credentialsOf, login } from '../harness/crossbar-client.ts';

const demoLogin = { credentials: credentialsOf('demo', 'demo'), account_name: 'demo' };
const websockets = { path: '/v2/websockets' };

test('an empty bucket answers 429 until it is refilled', async () => {
  const clock = new ManualClock(0);
  await using kazoo = await KazooSimulator.start({ now: clock.now, crossbarBucketTokens: 2 });

  const first = await login(kazoo.apiUrl, demoLogin);
  const second = await login(kazoo.apiUrl, demoLogin);
  const third = await login(kazoo.apiUrl, demoLogin);
  clock.advance(1_000);
  const later = await login(kazoo.apiUrl, demoLogin);

  expect([first.status, second.status, third.status, later.status]).toEqual([201, 201, 429, 201]);
  expect(first.body.tokens).toEqual({ consumed: 1, remaining: 1 });
  expect(third.headers.has('retry-after')).toBe(false);
  expect(third.body).toMatchObject({ data: { message: 'too many requests' }, tokens: { consumed: 0, remaining: 0 } });
});

test('each IP behind the trusted proxy has a bucket of its own', async () => {
  await using kazoo = await KazooSimulator.start({ now: () => 0, crossbarBucketTokens: 1 });
  const from = (ip: string) => call(kazoo.apiUrl, { ...websockets, headers: { 'X-Forwarded-For': ip } });

  const answers = [await from('203.0.113.1'), await from('203.0.113.1'), await from('203.0.113.2, 10.0.0.1')];

  expect(answers.map(({ status }) => status)).toEqual([200, 429, 200]);
  expect(kazoo.crossbar.requests.map(({ ip }) => ip)).toEqual(['203.0.113.1', '203.0.113.1', '203.0.113.2']);
});

test.each([
  ['master', [200, 200]],
  ['4.3.142', [200, 429]],
] as const)('on %s requests with a good token get %j from a bucket of one', async (version, expected) => {
  await using kazoo = await KazooSimulator.start({ version, now: () => 0, crossbarBucketTokens: 1 });
  const token = kazoo.issueToken({ accountId: kazoo.directory.account('demo').id });
  const check = async () => (await call(kazoo.apiUrl, { path: '/v2/token_auth', token })).status;

  expect([await check(), await check()]).toEqual(expected);
});

test('accounts do not share a bucket', async () => {
  await using kazoo = await KazooSimulator.start({ version: '4.3.142', now: () => 0, crossbarBucketTokens: 1 });
  const check = async (name: string) => {
    const token = kazoo.issueToken({ accountId: kazoo.directory.account(name).id });
    return (await call(kazoo.apiUrl, { path: '/v2/token_auth', token })).status;
  };

  expect([await check('demo'), await check('demo'), await check('other')]).toEqual([200, 429, 200]);
});

test('a rate limit can be forced', async () => {
  await using kazoo = await KazooSimulator.start();

  const undo = kazoo.crossbar.faults.forceRateLimit();
  const limited = await call(kazoo.apiUrl, websockets);
  undo();
  const served = await call(kazoo.apiUrl, websockets);

  expect([limited.status, served.status]).toEqual([429, 200]);
});

test('a number of requests can fail with a status, on any path', async () => {
  await using kazoo = await KazooSimulator.start();

  kazoo.crossbar.faults.failWith(503, { count: 1, path: /websockets/ });
  const elsewhere = await call(kazoo.apiUrl, { path: '/v2/token_auth' });
  const failed = await call(kazoo.apiUrl, websockets);
  const recovered = await call(kazoo.apiUrl, websockets);

  expect([elsewhere.status, failed.status, recovered.status]).toEqual([401, 503, 200]);
  expect(failed.body).toMatchObject({ status: 'error', error: '503' });
});

test('a request can be answered with text that is not JSON', async () => {
  await using kazoo = await KazooSimulator.start();

  const undo = kazoo.crossbar.faults.answerGarbage();
  const garbage = await call(kazoo.apiUrl, websockets);
  undo();

  expect(() => JSON.parse(garbage.text)).toThrow();
  expect((await call(kazoo.apiUrl, websockets)).status).toBe(200);
});

test('a hanging Crossbar reads the request and does not answer', async () => {
  await using kazoo = await KazooSimulator.start();
  const giveUp = new AbortController();

  const undo = kazoo.crossbar.faults.hang();
  const answer = fetch(`${kazoo.apiUrl}/websockets`, { signal: giveUp.signal });
  await kazoo.waitFor(() => kazoo.crossbar.requests.length === 1);
  giveUp.abort();
  undo();

  await expect(answer).rejects.toThrow('aborted');
  expect((await call(kazoo.apiUrl, websockets)).status).toBe(200);
});

test('requests can be held, and are answered when they are released', async () => {
  await using kazoo = await KazooSimulator.start();

  const release = kazoo.crossbar.faults.hold({ path: /websockets/ });
  const held = call(kazoo.apiUrl, websockets);
  await kazoo.waitFor(() => kazoo.crossbar.requests.length === 1);
  const overtaking = await call(kazoo.apiUrl, { path: '/v2/token_auth' });
  release();

  expect([overtaking.status, (await held).status]).toEqual([401, 200]);
});

test('a stopped Crossbar refuses connections and comes back on the same port', async () => {
  await using kazoo = await KazooSimulator.start();
  const url = kazoo.apiUrl;

  kazoo.crossbar.stop();
  const refused = await call(url, websockets).catch((error: unknown) => error);
  await kazoo.crossbar.start();
  const served = await call(url, websockets);

  expect(refused).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  expect(served.status).toBe(200);
});

test('closing twice has the effect of closing once, and frees the ports', async () => {
  const kazoo = await KazooSimulator.start();
  const port = Number(new URL(kazoo.apiUrl).port);

  await kazoo.close();
  await kazoo.close();
  await using next = await KazooSimulator.start({ crossbarPort: port });

  expect(next.apiUrl).toBe(`http://127.0.0.1:${port}/v2`);
});

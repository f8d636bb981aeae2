import { describe, expect, test } from 'vitest';
import { Crossbar } from '../../../src/kazoo/crossbar/crossbar.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { acme } from '../harness/rest-fixture.ts';
import { answerFixture, answerJson, startRestHarness, usualLimits } from '../harness/rest-server.ts';

const ok = answerJson(200, { status: 'success', data: {} });

describe('a request', () => {
  test('carries token, request id and client address in headers, and the data in an envelope', async () => {
    await using harness = await startRestHarness(ok);

    await harness.crossbar.request('PUT', '/auth', {
      token: 'a-token',
      action: 'refresh_token',
      data: {},
      clientInfo: { requestId: 'req-1:a_B.9', clientIp: '2001:db8::1' },
    });

    expect(harness.requests).toMatchObject([
      {
        method: 'PUT',
        path: '/v2/auth',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'x-auth-token': 'a-token',
          'x-request-id': 'req-1:a_B.9',
          'x-forwarded-for': '2001:db8::1',
        },
        body: { data: {}, action: 'refresh_token' },
      },
    ]);
  });

  test('without data, token and caller carries none of them', async () => {
    await using harness = await startRestHarness(ok);

    await harness.crossbar.request('GET', '/websockets');

    const [request] = harness.requests;
    expect(request?.body).toBeUndefined();
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['accept', 'connection', 'host']);
  });

  test.each(['/v2', '/v2/', '/v2//'])('finds its path behind an address that ends with %s', async (basePath) => {
    await using harness = await startRestHarness(ok, { basePath });

    await harness.crossbar.request('GET', `/accounts/${acme}/channels?page_size=2`);

    expect(harness.requests[0]?.path).toBe(`/v2/accounts/${acme}/channels?page_size=2`);
  });

  test.each(['x\r\nX-Auth-Account-ID: evil', 'x\nfoo', 'two words', 'nul\0', 'é', '', 'x'.repeat(129), '"quoted"'])(
    'is sent without the request id %j',
    async (requestId) => {
      await using harness = await startRestHarness(ok);

      await harness.crossbar.request('GET', '/websockets', { clientInfo: { requestId } });

      expect(Object.keys(harness.requests[0]?.headers ?? {}).sort()).toEqual(['accept', 'connection', 'host']);
    },
  );

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['192.0.2.7\r\nX-Auth-Token: t', undefined],
    ['fe80::1%\r\nX-Auth-Token: t', 'fe80::1'],
    ['192.0.2.7, 10.0.0.1', undefined],
    ['localhost', undefined],
    ['', undefined],
  ])('from the address %j is sent as for %j', async (clientIp, expected) => {
    await using harness = await startRestHarness(ok);

    await harness.crossbar.request('GET', '/websockets', { clientInfo: { clientIp } });

    expect(harness.requests[0]?.headers['x-forwarded-for']).toBe(expected);
    expect(harness.requests[0]?.headers).not.toHaveProperty('x-auth-token');
  });

  test.each(['accounts', '', '/a b', '/a\r\nHost: evil', '/é'])(
    'for the unencoded path %j is a mistake of the caller',
    async (path) => {
      await using harness = await startRestHarness(ok);

      await expect(harness.crossbar.request('GET', path)).rejects.toThrow(TypeError);
      expect(harness.requests).toEqual([]);
    },
  );

  test('is reported with its route, which holds no ids, its status and its duration', async () => {
    await using harness = await startRestHarness(answerFixture('account.forbidden'));

    await rejectionOf(harness.crossbar.request('GET', `/accounts/${acme}/channels/abc-1%40host?x=1`, { token: 't' }));

    expect(harness.exchanges).toEqual([
      {
        method: 'GET',
        route: '/accounts/{id}/channels/{id}',
        status: 403,
        date: expect.any(String),
        durationMs: expect.any(Number),
      },
    ]);
    expect(harness.exchanges[0]?.durationMs).toBeGreaterThan(0);
  });

  test('that gets no answer is reported with status 0', async () => {
    await using harness = await startRestHarness((response) => response.destroy());

    await rejectionOf(harness.crossbar.request('GET', '/websockets'));

    expect(harness.exchanges).toMatchObject([{ route: '/websockets', status: 0 }]);
  });
});

describe('the pool', () => {
  test('keeps its connections for the requests that follow, refused ones too', async () => {
    await using harness = await startRestHarness(answerFixture('account.forbidden'));

    for (let count = 0; count < 20; count += 1) await rejectionOf(harness.crossbar.request('GET', `/accounts/${acme}`));

    expect(harness.requests).toHaveLength(20);
    // undici hands the body over just before it frees the connection, so a quick successor may open a second one.
    expect(harness.connections()).toBeLessThanOrEqual(2);
  });

  test('opens as many connections as it is allowed to, and no more', async () => {
    const held: (() => void)[] = [];
    let arrived = 0;
    await using harness = await startRestHarness(
      (response, request) => {
        held.push(() => ok(response, request));
        arrived += 1;
        if (arrived >= 3) for (const release of held.splice(0)) release();
      },
      { maxConnections: 3 },
    );

    const tokens = Array.from({ length: 21 }, (_, index) => `token-${index}`);
    await Promise.all(
      tokens.map((token, index) =>
        harness.crossbar.request('GET', '/websockets', { token, kind: index % 2 === 0 ? 'authority' : 'read' }),
      ),
    );

    expect(harness.requests).toHaveLength(21);
    expect(harness.connections()).toBe(3);
  });

  test('fails the running request, and refuses later ones, as SHUTTING_DOWN when it is closed', async () => {
    const { promise: arrived, resolve: arrive } = deferred<void>();
    await using harness = await startRestHarness(() => arrive());

    const running = rejectionOf(harness.crossbar.request('GET', '/websockets'));
    await arrived;
    const closing = [harness.crossbar.close(), harness.crossbar.close()];

    await expect(running).resolves.toMatchObject({ code: 'SHUTTING_DOWN' });
    await expect(Promise.all(closing)).resolves.toBeDefined();
    await expect(rejectionOf(harness.crossbar.request('GET', '/x'))).resolves.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});

test.each([
  'kazoo.example.com:8000/v2',
  'ftp://kazoo.example.com/v2',
  'http://admin:hunter2@kazoo.example.com/v2',
  'http://kazoo.example.com/v2?x=1',
  '',
])('the address %j fails at once, without being repeated', (apiUrl) => {
  expect(() => new Crossbar({ ...usualLimits, apiUrl })).toThrow(/^The address of the Kazoo API must be/);
});

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

import { once } from 'node:events';
import { get, request } from 'node:https';
import { expect, test } from 'vitest';
import { startHarness } from '../harness/gateway-harness.ts';
import { RawClient } from '../harness/raw-client.ts';
import { StubWallboard } from '../harness/stub-wallboard.ts';
import { ca, describeBehind, startProxy } from './harness/proxy.ts';

/** An address other than the proxy's own. */
const localAddress = '127.0.0.2';
const calls = 'subscription { callEvents { callId } }';

describeBehind('configured as in src/deploy', (name) => {
  test('WebSocket and SSE clients get their events at once, and Kazoo gets their real address', async () => {
    await using harness = await startHarness({ settings: { TRUSTED_PROXIES: '127.0.0.1' } });
    await using proxy = await startProxy(name, [new URL(harness.url).port]);
    const url = `wss://127.0.0.1:${proxy.port}/graphql`;
    const authToken = harness.token('demo');

    await using client = await RawClient.ready(
      url,
      { authToken },
      { ca, localAddress, headers: { 'X-Forwarded-For': '10.0.0.1' } },
    );
    client.subscribe('1', calls);
    const sse = request(url.replace('wss', 'https'), {
      ca,
      localAddress,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', 'X-Auth-Token': authToken },
    });
    sse.end(JSON.stringify({ query: calls }));
    const [response] = await once(sse, 'response');
    await harness.untilSubscribers(2);
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

    expect(await client.next()).toMatchObject({ payload: { data: { callEvents: { callId: 'c1' } } } });
    let text = '';
    for await (const chunk of response) {
      text += String(chunk);
      if (text.includes('"c1"')) break;
    }
    sse.on('error', () => undefined).destroy();
    const addresses = harness.kazoo.crossbar.requests.map(({ headers }) => headers['x-forwarded-for']);
    expect(addresses).toContain(localAddress);
    expect(addresses).not.toContain('10.0.0.1');
  });

  test.each(['/wallboard', '/wallboard/', '/wallboard/assets/index.xY12.js'])(
    '%s is public where it is on',
    async (path) => {
      using page = new StubWallboard();
      const { pagesFolder } = page;
      await using harness = await startHarness({ settings: { WALLBOARD: 'true' }, gateway: { pagesFolder } });
      await using proxy = await startProxy(name, [new URL(harness.url).port]);

      const [response] = await once(get(`https://127.0.0.1:${proxy.port}${path}`, { ca }), 'response');
      response.resume();

      expect(response.statusCode).toBeLessThan(400);
    },
  );

  test.each(['/metrics', '/health/ready', '/'])('%s is not public', async (path) => {
    await using harness = await startHarness();
    await using proxy = await startProxy(name, [new URL(harness.url).port]);

    const [response] = await once(get(`https://127.0.0.1:${proxy.port}${path}`, { ca }), 'response');
    response.resume();

    expect(response.statusCode).toBe(404);
  });
});

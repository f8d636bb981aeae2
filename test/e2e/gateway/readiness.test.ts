import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { page } from '../../harness/operator-pages.ts';

/** Where no Kazoo is. */
const nowhere = { KAZOO_API_URL: 'http://127.0.0.1:1/v2', KAZOO_BLACKHOLE_URL: 'ws://127.0.0.1:1' };

describe('/health/ready', () => {
  test('is ready while Kazoo answers', async () => {
    await using harness = await startHarness();

    expect(await page(harness, '/health/ready')).toEqual({ status: 200, text: 'ready\n' });
    expect(await page(harness, '/health/live')).toEqual({ status: 200, text: 'live\n' });
  });

  test.each([
    ['false', 200, 'ready, degraded: Crossbar: The Kazoo API answered 500\n'],
    ['true', 503, 'not ready: Crossbar: The Kazoo API answered 500\n'],
  ])('with READY_NEEDS_KAZOO=%s answers %i while it does not, until it does again', async (value, status, text) => {
    await using harness = await startHarness({ settings: { READY_NEEDS_KAZOO: value, KAZOO_PROBE_INTERVAL_MS: '1' } });
    const recover = harness.kazoo.crossbar.faults.failWith(500);

    expect(await page(harness, '/health/ready')).toEqual({ status, text });
    expect((await page(harness, '/health/live')).status).toBe(200);
    recover();

    await until(async () => expect((await page(harness, '/health/ready')).text).toBe('ready\n'));
  });

  test.each([
    ['false', 200, 'ready, degraded: blackhole: Kazoo answered 404 to the websocket handshake\n'],
    ['true', 503, 'not ready: blackhole: Kazoo answered 404 to the websocket handshake\n'],
  ])(
    'with READY_NEEDS_KAZOO=%s answers %i while blackhole is elsewhere, until it is there',
    async (value, ...answer) => {
      await using harness = await startHarness({
        settings: { READY_NEEDS_KAZOO: value, KAZOO_PROBE_INTERVAL_MS: '1' },
      });
      const recover = harness.kazoo.blackhole.faults.rejectUpgrades(404);

      expect(Object.values(await page(harness, '/health/ready'))).toEqual(answer);
      recover();

      await until(async () => expect((await page(harness, '/health/ready')).text).toBe('ready\n'));
      await until(() => expect(harness.kazoo.openSockets).toBe(0));
    },
  );

  test('is ready while one of several blackholes is there, and where Kazoo allows no more connections', async () => {
    await using harness = await startHarness({
      settings: ({ blackholeUrl }) => ({
        KAZOO_BLACKHOLE_URL: `ws://127.0.0.1:1, ${blackholeUrl}`,
        KAZOO_PROBE_INTERVAL_MS: '1',
      }),
    });

    expect(await page(harness, '/health/ready')).toEqual({ status: 200, text: 'ready\n' });
    harness.kazoo.blackhole.faults.rejectUpgrades(429);

    await until(async () => expect((await page(harness, '/health/ready')).text).toBe('ready\n'));
  });

  test('names both parts of Kazoo while neither is there', async () => {
    await using harness = await startHarness({ settings: nowhere });

    expect((await page(harness, '/health/ready')).text).toBe(
      'ready, degraded: Crossbar: The Kazoo API cannot be reached; blackhole: Kazoo refuses connections\n',
    );
  });

  test('asks Kazoo at most once in each interval, however often it is requested', async () => {
    await using harness = await startHarness();

    for (let times = 0; times < 5; times += 1) await page(harness, '/health/ready');

    expect(harness.kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/websockets'))).toHaveLength(1);
  });
});

describe('a gateway that starts', () => {
  const startedWith = async (settings: Readonly<Record<string, string>>) => {
    const lines: string[] = [];
    const log = createLog('warn', { write: (line) => lines.push(line) });
    await using harness = await startHarness({ log, settings });
    await harness.gateway.tellWithoutKazoo();
    await harness.post({ query: '{ bindings }' });
    return lines.map((line) => JSON.parse(line));
  };

  test('without Kazoo says so in one line, and why', async () => {
    expect(await startedWith(nowhere)).toMatchObject([
      {
        msg: 'started without Kazoo, and connects once it is there',
        problems: ['Crossbar: The Kazoo API cannot be reached', 'blackhole: Kazoo refuses connections'],
        reason: expect.stringContaining('ECONNREFUSED'),
      },
    ]);
  });

  test('without blackhole alone says so, too', async () => {
    expect(await startedWith({ KAZOO_BLACKHOLE_URL: 'ws://127.0.0.1:1' })).toMatchObject([
      { problems: ['blackhole: Kazoo refuses connections'] },
    ]);
  });

  test('with Kazoo says nothing of it', async () => {
    expect(await startedWith({})).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { startStage, until } from '../stage.ts';

const calls = 'subscription { callEvents { callId } }';

test('a gateway that stops closes WebSockets with 1001, ends SSE streams with SHUTTING_DOWN, and releases Kazoo', async () => {
  await using stage = await startStage();
  const webSocket = stage.subscribe(stage.clientOf('demo'), calls);
  const sse = await stage.sse({ query: calls }, { 'X-Auth-Token': stage.token('demo') });
  await stage.untilSeats(2);

  const closed = stage.gateway.close();

  await expect(webSocket.next()).rejects.toMatchObject({ code: 1001, reason: 'SHUTTING_DOWN' });
  expect(await sse.next()).toMatchObject({
    event: 'next',
    data: { errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] },
  });
  expect(await sse.next()).toMatchObject({ event: 'complete' });
  await closed;
  await stage.kazoo.waitFor(() => stage.kazoo.openSockets === 0);
  await expect(fetch(stage.url.replace('/graphql', '/health/ready'))).rejects.toThrow();
});

test('two hundred connections are closed over a window, not in one moment', async () => {
  await using stage = await startStage({ settings: { SHUTDOWN_WINDOW_MS: '500' } });
  const closedAtMs: number[] = [];
  const clients = Array.from({ length: 200 }, () =>
    stage.clientOf('demo', { on: { closed: () => closedAtMs.push(Date.now()) } }),
  );
  for (const client of clients) stage.subscribe(client, calls);
  await stage.untilSeats(200);

  await stage.gateway.close();
  await until(() => expect(closedAtMs).toHaveLength(200));

  expect(Math.max(...closedAtMs) - Math.min(...closedAtMs)).toBeGreaterThan(150);
});

import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';

const viewer = { query: '{ viewer { accountId } }' };
const app = 'https://app.example.com';
const stranger = 'https://evil.example.net';

async function upgrade({ webSocketUrl }: Harness, headers: Readonly<Record<string, string>>): Promise<'open' | number> {
  const socket = new WebSocket(webSocketUrl, 'graphql-transport-ws', { headers });
  const refused = once(socket, 'unexpected-response').then(([, response]) => {
    socket.on('error', () => undefined).terminate();
    return Number(response.statusCode);
  });
  const opened = once(socket, 'open').then(() => {
    socket.terminate();
    return 'open' as const;
  });
  return Promise.race([opened, refused]);
}

test('programs, pages of the gateway itself and listed origins are accepted; others are not', async () => {
  await using harness = await startHarness({ settings: { ALLOWED_ORIGINS: app } });
  const own = new URL(harness.url).origin;

  expect((await harness.post(viewer)).status).toBe(200);
  expect((await harness.post(viewer, { Origin: own })).status).toBe(200);
  expect((await harness.post(viewer, { Origin: app })).status).toBe(200);
  expect((await harness.post(viewer, { Origin: stranger })).status).toBe(403);
  expect((await harness.post(viewer, { Origin: 'null' })).status).toBe(403);
});

test('the upgrade accepts an absent, same or listed Origin, and answers a foreign one with 403', async () => {
  await using harness = await startHarness({ settings: { ALLOWED_ORIGINS: app } });

  expect(await upgrade(harness, {})).toBe('open');
  expect(await upgrade(harness, { Origin: new URL(harness.url).origin })).toBe('open');
  expect(await upgrade(harness, { Origin: app })).toBe('open');
  expect(await upgrade(harness, { Origin: stranger })).toBe(403);
});

test('CORS is on for listed origins only, and never with credentials', async () => {
  await using harness = await startHarness({ settings: { ALLOWED_ORIGINS: app } });
  const preflight = (origin: string): Promise<Response> =>
    fetch(harness.url, { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' } });

  const listed = await preflight(app);
  const foreign = await preflight(stranger);

  expect(listed.status).toBe(204);
  expect(listed.headers.get('access-control-allow-origin')).toBe(app);
  expect(listed.headers.get('access-control-allow-headers')).toContain('X-Auth-Token');
  expect(listed.headers.get('access-control-allow-credentials')).toBeNull();
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
});

for (const contentType of [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
]) {
  test(`a POST body as ${contentType} is refused: a web page could send it without a preflight request`, async () => {
    await using harness = await startHarness();

    const { status, body } = await harness.post(viewer, { 'Content-Type': contentType });

    expect(status).toBe(415);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
}

test('a path other than /graphql is not an endpoint', async () => {
  await using harness = await startHarness();

  const response = await fetch(harness.url.replace('/graphql', '/'));

  expect(response.status).toBe(404);
  expect(await response.text()).toContain('/graphql');
});

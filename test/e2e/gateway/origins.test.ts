import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../../src/telemetry/log.ts';
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

const preflight = ({ url }: Harness, headers: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST', ...headers } });

test('CORS is on for listed origins only, also for clients that send everything with credentials', async () => {
  await using harness = await startHarness({ settings: { ALLOWED_ORIGINS: app } });

  const listed = await preflight(harness, { Origin: app });
  const answered = await fetch(harness.url, {
    method: 'POST',
    headers: { Origin: app, 'Content-Type': 'application/json' },
    body: JSON.stringify(viewer),
  });
  const foreign = await preflight(harness, { Origin: stranger });

  expect(listed.status).toBe(204);
  expect(listed.headers.get('access-control-allow-headers')).toContain('X-Auth-Token');
  for (const { headers } of [listed, answered]) {
    expect(headers.get('access-control-allow-origin')).toBe(app);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
  }
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  expect(foreign.headers.get('access-control-allow-credentials')).toBeNull();
});

test('CORS answers the headers that a listed origin asks for, such as those of Apollo and OpenTelemetry', async () => {
  await using harness = await startHarness({ settings: { ALLOWED_ORIGINS: app } });
  const asked = 'apollo-require-preflight,baggage,content-type,sentry-trace,traceparent,x-auth-token';

  const listed = await preflight(harness, { Origin: app, 'Access-Control-Request-Headers': asked });
  const foreign = await preflight(harness, { Origin: stranger, 'Access-Control-Request-Headers': asked });

  expect(listed.headers.get('access-control-allow-headers')).toBe(asked);
  expect(listed.headers.get('vary')).toContain('Access-Control-Request-Headers');
  expect(foreign.headers.get('access-control-allow-headers')).toBeNull();
});

test('each origin that is refused is in the log once, with the setting that could admit it', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({
    settings: { PUBLIC_HOSTS: 'gateway.example.com' },
    log: createLog('info', { write: (line) => lines.push(line) }),
  });

  for (let time = 0; time < 3; time += 1) await harness.post(viewer, { Origin: stranger });
  await upgrade(harness, { Origin: stranger });
  await upgrade(harness, { Origin: 'http://rebound.example.net', Host: 'rebound.example.net' });
  for (let name = 0; name < 200; name += 1) await upgrade(harness, { Origin: `https://site-${name}.example.net` });

  const refusals = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.startsWith('refusing a web page'));
  expect(refusals.slice(0, 2)).toMatchObject([
    { origin: stranger, setting: 'ALLOWED_ORIGINS' },
    { origin: 'http://rebound.example.net', setting: 'PUBLIC_HOSTS' },
  ]);
  expect(refusals).toHaveLength(100);
});

test.each([
  [{}, true],
  [{ PUBLIC_HOSTS: 'gateway.example.com' }, false],
  [{ ALLOWED_ORIGINS: app }, false],
])('with the settings %j the start says that any name may lead here: %s', async (settings, isSaid) => {
  const lines: string[] = [];
  await using _harness = await startHarness({
    settings,
    log: createLog('info', { write: (line) => lines.push(line) }),
  });

  expect(lines.some((line) => line.includes('PUBLIC_HOSTS'))).toBe(isSaid);
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

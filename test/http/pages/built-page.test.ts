import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../src/config/config.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { StubWallboard } from '../../harness/stub-wallboard.ts';

const page = new StubWallboard();
const { pagesFolder } = page;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({
    settings: { WALLBOARD: 'true', TRUSTED_DOCUMENTS_ONLY: 'true' },
    gateway: { pagesFolder, prefilledLogin: { accountName: 'a</script>b', username: 'u', password: 'p' } },
  });
});
afterAll(async () => {
  await harness[Symbol.asyncDispose]();
  page[Symbol.dispose]();
});

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, harness.url), { redirect: 'manual', ...init });
}

test('the page is never cached, and allows nothing inline and nothing from elsewhere', async () => {
  for (const accept of ['text/html', '*/*', 'application/json']) {
    const response = await get('/wallboard', { headers: { Accept: accept } });

    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:",
      'x-content-type-options': 'nosniff',
    });
  }
});

test('with a slash at its end the address leads to the page', async () => {
  const response = await get('/wallboard/');

  expect([response.status, response.headers.get('location')]).toEqual([308, '/wallboard']);
});

test('files are compressed, and kept for ever by their hash', async () => {
  const response = await get('/wallboard/assets/index.xY12.js', { headers: { 'Accept-Encoding': 'br' } });

  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(await response.text()).toBe(page.script);
});

test('a page of another build gets the files of this one, which are not kept', async () => {
  const response = await get('/wallboard/assets/index.older.js');

  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  expect(await response.text()).toBe(page.script);
});

test.each(['/wallboard/assets/other.xY12.js', '/wallboard/index.html', '/wallboard/assets/%2e%2e/documents.json'])(
  '%s is not there',
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);

test('settings cannot end the block that they are written into', async () => {
  const html = await (await get('/wallboard')).text();

  const [, settings = ''] = /<script id="settings" type="application\/json">(.*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(settings)).toMatchObject({ prefilledLogin: { accountName: 'a</script>b' } });
});

test('what the page asks is trusted where nothing else is', async () => {
  const asked = await harness.post({ query: page.document });
  const other = await harness.post({ query: 'query Other { viewer { accountId } }' });

  expect(asked.body).toEqual({ data: { viewer: null } });
  expect(JSON.stringify(other.body)).toContain('PERSISTED_QUERY_ONLY');
});

test('without the setting there is no page', async () => {
  await using closed = await startHarness({ gateway: { pagesFolder } });

  expect((await fetch(new URL('/wallboard', closed.url))).status).toBe(404);
});

test('a page that was not built keeps the gateway from starting, which says what to run', async () => {
  const starting = startGateway(readConfig({ WALLBOARD: 'true' }), createLog('silent'), { pagesFolder: '/nowhere' });

  const error: unknown = await starting.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toMatch(/^ConfigError: WALLBOARD: .*`npm run build`/);
});

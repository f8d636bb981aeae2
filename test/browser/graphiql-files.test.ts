import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startHarness } from '../harness/gateway-harness.ts';

const html = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const graphiql = { settings: { GRAPHIQL: 'true' } };

test('the page allows nothing that it does not need, and no frame around it', async () => {
  await using harness = await startHarness(graphiql);

  const response = await fetch(harness.url, { headers: html });

  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "script-src 'self'; worker-src 'self'; " +
      "connect-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src data:",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  expect(await response.text()).not.toMatch(/<script>|<style|\son\w+=|https?:/);
});

test('the files of the page are compressed and kept for ever under their own hash', async () => {
  await using harness = await startHarness(graphiql);
  const page = await (await fetch(harness.url, { headers: html })).text();
  const script = /src="([^"]+graphiql\.js)"/.exec(page)?.[1] ?? '';

  for (const encoding of ['br', 'gzip']) {
    const response = await fetch(new URL(script, harness.url), {
      method: 'HEAD',
      headers: { 'Accept-Encoding': encoding },
    });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(Number(response.headers.get('content-length'))).toBeLessThan(1_500_000);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }
  const byAnotherHash = await fetch(new URL(script.replace(/graphiql\/[^/]+\//, 'graphiql/older/'), harness.url), {
    method: 'HEAD',
  });
  const unknown = await fetch(new URL(script.replace('graphiql.js', '../../package.json'), harness.url));

  expect(byAnotherHash.headers.get('cache-control')).toBe('no-cache');
  expect(unknown.status).toBe(404);
});

test('only a browser that opens the endpoint gets a page', async () => {
  await using on = await startHarness(graphiql);
  await using off = await startHarness();
  const query = '?query=%7Bviewer%7BaccountId%7D%7D';

  for (const { url } of [on, off]) {
    for (const headers of [{ Accept: 'application/json' }, { Accept: '*/*' }]) {
      const response = await fetch(url + query, { headers });
      expect(await response.json()).toEqual({ data: { viewer: null } });
    }
  }
  const closed = await fetch(off.url, { headers: html });
  expect(closed.status).toBe(404);
  expect(closed.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; .*style-src 'sha256-[\w+/]{43}='$/,
  );
});

test('outside of a demo the page holds no login', async () => {
  await using harness = await startHarness(graphiql);

  const page = await (await fetch(harness.url, { headers: html })).text();

  expect(page).toContain('"prefilledLogin":{"accountName":"","username":"","password":""}');
});

test("the page's own scripts are type-checked as strictly as the rest", async () => {
  await promisify(execFile)('node_modules/.bin/tsc', ['-p', 'src/http/graphiql/page']);
});

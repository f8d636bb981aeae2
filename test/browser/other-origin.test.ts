import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLog } from '../../src/telemetry/log.ts';
import { startHarness, until } from '../harness/gateway-harness.ts';
import { startBrowser, type TestBrowser } from './harness/browser.ts';
import { connectScript } from './harness/connect-script.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

interface OtherSite extends AsyncDisposable {
  readonly origin: string;
  open(): Promise<Page>;
}

/** A web site on another origin. */
async function otherSite(): Promise<OtherSite> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Another site</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const context = await browser.newContext();
  return {
    origin,
    async open() {
      const page = await context.newPage();
      await page.goto(origin);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The answer that a script of the page reads from the gateway, or the message of the error. */
function ask(page: Page, url: string): Promise<string> {
  return page.evaluate(async (url) => {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ query: '{ viewer { accountId } }' });
    return fetch(url, { method: 'POST', headers, body }).then(
      (response) => response.text(),
      (error) => String(error),
    );
  }, url);
}

/** `open`, or the code that the WebSocket was closed with. */
function connect(page: Page, url: string): Promise<string | number> {
  return page.evaluate(
    (url) =>
      new Promise<string | number>((resolve) => {
        const socket = new WebSocket(url, 'graphql-transport-ws');
        socket.onopen = () => resolve('open');
        socket.onclose = ({ code }) => resolve(code);
      }),
    url,
  );
}

test('a page of another origin can neither ask nor connect', async () => {
  await using harness = await startHarness({ settings: { GRAPHIQL: 'true' } });
  await using site = await otherSite();
  const page = await site.open();

  expect(await ask(page, harness.url)).toBe('TypeError: Failed to fetch');
  expect(await connect(page, harness.webSocketUrl)).toBe(1006);
});

test('a page of another origin cannot send anything blindly either', async () => {
  await using harness = await startHarness();
  await using site = await otherSite();
  const page = await site.open();
  const answered = page.waitForResponse(harness.url);

  await page.evaluate(async (url) => {
    await fetch(url, { method: 'POST', mode: 'no-cors', body: JSON.stringify({ query: '{ viewer { accountId } }' }) });
  }, harness.url);

  expect((await answered).status()).toBe(403);
});

test('a page of an origin in ALLOWED_ORIGINS can do both', async () => {
  await using site = await otherSite();
  await using harness = await startHarness({ settings: { ALLOWED_ORIGINS: site.origin } });
  const page = await site.open();

  expect(await ask(page, harness.url)).toBe('{"data":{"viewer":null}}');
  expect(await connect(page, harness.webSocketUrl)).toBe('open');
});

test('a refused page says once in its console what may cure it, and the gateway once in its log', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({ log: createLog('warn', { write: (line) => lines.push(line) }) });
  await using site = await otherSite();
  const page = await site.open();
  const consoled: string[] = [];
  page.on('console', (message) => consoled.push(message.text()));
  const refusals = () => consoled.filter((text) => text.includes('Unexpected response code: 403'));

  const login = { accountName: 'demo', username: 'demo', password: 'demo' };
  await page.addScriptTag({ content: await connectScript({ url: harness.url, login }) });
  await until(() => expect(refusals().length).toBeGreaterThan(2));

  const hint = `Does the gateway run there? Do its ALLOWED_ORIGINS admit ${site.origin}?`;
  expect(consoled.filter((text) => text.includes(hint))).toEqual([
    expect.stringContaining(`ConnectionError: No connection to ${harness.webSocketUrl} yet`),
  ]);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { origin: site.origin, setting: 'ALLOWED_ORIGINS', msg: 'refusing a web page; the setting could admit it' },
  ]);
});

test('no other page can put GraphiQL into a frame', async () => {
  await using harness = await startHarness({ settings: { GRAPHIQL: 'true' } });
  await using site = await otherSite();
  const page = await site.open();
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));

  await page.evaluate((url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
  }, harness.url);

  await refused;
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { settingValues } from '../../src/config/setting-values.ts';
import { startGateway } from '../../src/gateway/gateway.ts';
import { buildPages } from '../../src/pages/build-pages.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';
import { RawClient } from '../harness/raw-client.ts';
import { OperatorReader, operatorToken } from '../operator/harness/operator-reader.ts';
import { startBrowser, type TestBrowser } from './harness/browser.ts';

const settings = { OPERATOR_TOKEN: operatorToken };
/** Written by each run, and not kept in the repository. */
const pictures = (name: string): string =>
  fileURLToPath(new URL(`../../dist/screenshots/${name}.png`, import.meta.url));
const calls = 'subscription { callEvents { cursor } }';

let browser: TestBrowser;
let pagesFolder: string;

beforeAll(async () => {
  pagesFolder = await mkdtemp(join(tmpdir(), 'operator-pages-'));
  [browser] = await Promise.all([startBrowser(), buildPages(pagesFolder)]);
});

afterAll(async () => {
  await browser?.close();
  await rm(pagesFolder, { recursive: true, force: true });
});

/** The page in a tab of its own. Closing it fails when the page reported any error. */
async function openPage({ url }: Harness) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  const urls: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Chromium reports answers such as 401 and 429, and a gateway that is away.
    if (message.type() === 'error' && !/401|429|ERR_/.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => urls.push(request.url()));
  await page.goto(url.replace('/graphql', '/operator'));
  return {
    page,
    context,
    urls,
    async [Symbol.asyncDispose]() {
      await context.close();
      expect(complaints).toEqual([]);
    },
  };
}

async function enter(page: Page, token: string): Promise<void> {
  await page.getByLabel('Operator token').fill(token);
  await page.getByRole('button', { name: 'Open' }).click();
}

test('an operator enters, sees who listens, ends a connection, and finds why in the lists', async () => {
  await using harness = await startHarness({
    settings,
    gateway: { pagesFolder, settings: settingValues({ ...settings, LINGER_MS: '50' }) },
  });
  await using client = await RawClient.ready(
    harness.webSocketUrl,
    { authToken: harness.token('demo', 3_600) },
    { headers: { 'X-Request-ID': 'wallboard-7' } },
  );
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  await using tab = await openPage(harness);
  const { page } = tab;

  await enter(page, 'not-the-token-at-all');
  await page.getByRole('alert').filter({ hasText: 'does not take this token' }).waitFor();
  await enter(page, operatorToken);
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'They come. Accounts that are live: 1.' }).waitFor();

  await page.getByRole('button', { name: 'demo' }).click();
  const topics = page.getByRole('region', { name: 'Topics' });
  await topics.getByRole('button', { name: 'call.*.*' }).click();
  const connections = page.getByRole('region', { name: 'Connections' });
  await connections.getByText('wallboard-7').waitFor();
  await page.screenshot({ path: pictures('operator-live') });

  await connections.getByRole('button', { name: 'Disconnect' }).click();
  await connections.getByRole('button', { name: 'Really disconnect' }).click();
  expect(await client.closed()).toMatchObject({ code: 1013 });
  await connections.getByText('Nobody is connected who fits.').waitFor();
  await page.getByRole('button', { name: 'Ended and refused' }).click();
  await page.getByRole('region', { name: 'Ended streams' }).getByText('RATE_LIMITED').waitFor();

  await page.getByRole('button', { name: 'Settings' }).click();
  const setting = page.getByRole('row').filter({ hasText: 'LINGER_MS' }).first();
  expect(await setting.getByRole('cell').allTextContents()).toEqual([
    expect.stringContaining('LINGER_MS'),
    '50',
    'ms',
    '30000',
    'environment',
  ]);
  await page.screenshot({ path: pictures('operator-settings') });

  expect(tab.urls.filter((url) => url.includes(operatorToken))).toEqual([]);
  expect(await tab.context.cookies()).toEqual([]);
  expect(await page.evaluate(() => Object.values({ ...localStorage }))).toEqual([]);
  expect(await page.content()).not.toContain(operatorToken);
});

test('the page says so while the gateway is away, and goes on by itself when it is back', async () => {
  await using harness = await startHarness({ settings, gateway: { pagesFolder } });
  await using tab = await openPage(harness);
  const { page } = tab;
  await enter(page, operatorToken);
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor();

  await page.reload();
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor();
  harness.kazoo.crossbar.stop();
  await harness.post({ query: '{ bindings }', variables: {} });
  await page.getByRole('listitem').filter({ hasText: 'cannot be reached' }).waitFor();
  await page.screenshot({ path: pictures('operator-ill') });
  await harness.kazoo.crossbar.start();
  await harness.gateway.close();
  await page.getByRole('status').filter({ hasText: 'cannot be reached' }).waitFor();
  const { port } = new URL(harness.url);
  const config = readConfig({ ...settings, PORT: port, HOST: '127.0.0.1', KAZOO_API_URL: harness.kazoo.apiUrl });
  const successor = await startGateway(config, createLog('silent'), { pagesFolder });

  await page.getByRole('status').filter({ hasText: 'live' }).waitFor();
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByLabel('Operator token').waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await successor.close();
});

test('who types a search asks once, and is let in again after others when there were too many', async () => {
  await using harness = await startHarness({ settings, gateway: { pagesFolder } });
  const others = await Promise.all(Array.from({ length: 8 }, () => OperatorReader.open(harness)));
  await using tab = await openPage(harness);
  const { page } = tab;
  const asked = () => tab.urls.filter((url) => url.endsWith('/operator/events')).length;
  await enter(page, operatorToken);
  await page.getByRole('status').filter({ hasText: 'At most 8 operators' }).waitFor();
  for (const other of others) other[Symbol.dispose]();
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor();

  const before = asked();
  await Promise.all([
    page.waitForRequest((request) => request.postData()?.includes('nobody-of-that-name') === true),
    page.getByLabel('Search').pressSequentially('nobody-of-that-name', { delay: 20 }),
  ]);
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor();

  expect(asked() - before).toBe(1);
});

import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { CutLine } from '../harness/cut-line.ts';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';
import { startBrowser, type TestBrowser } from './harness/browser.ts';
import { demo } from './harness/graphiql-demo.ts';
import { GraphiqlTab, newContext } from './harness/graphiql-tab.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: TestBrowser;
let context: BrowserContext;
let harness: Harness;
/** Between the page and the gateway. */
let line: CutLine;
/** Of somebody who is logged in as demo. Each test opens tabs of GraphiQL's own in it. */
let tab: GraphiqlTab;
beforeAll(async () => {
  [browser, harness] = await Promise.all([
    startBrowser(),
    startHarness({ settings: { GRAPHIQL: 'true', LINGER_MS: '60000' } }),
  ]);
  context = await newContext(browser);
  line = await CutLine.to(harness.url);
  tab = await GraphiqlTab.open(context, line.url);
  await tab.logIn(demo);
});
afterEach(async () => {
  if (await tab.button('Stop').isVisible()) await tab.button('Stop').click();
  // Else the next test could take the subscriber of the one before for its own.
  await harness.untilSubscribers(0);
});
afterAll(async () => {
  await tab[Symbol.asyncDispose]();
  await browser.close();
  await line[Symbol.asyncDispose]();
  await harness[Symbol.asyncDispose]();
});

function ring(callId: string): void {
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: callId });
}

/** Beside the streams of an account, the page follows whether Kazoo can be heard for it. */
async function untilStreams(streams: number): Promise<void> {
  await harness.untilSubscribers(streams === 0 ? 0 : streams + 1);
}

async function runCallEvents(): Promise<void> {
  await tab.openExample('CallEvents');
  await tab.run();
  await untilStreams(1);
  await tab.until(tab.stream, 'Live');
}

const shownCalls = async (): Promise<string[]> =>
  (await tab.entries.allInnerTexts()).flatMap((text) => /"callId": "(.*)"/.exec(text)?.[1] ?? []);

test('all results of a subscription are listed with their times, the newest first', async () => {
  await runCallEvents();

  for (const id of ['one', 'two', 'three']) ring(id);
  await tab.until(tab.stream, '3 received');

  expect(await shownCalls()).toEqual(['three', 'two', 'one']);
  expect(await tab.entries.first().innerText()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}\s+\d+ s\s+callEvents CHANNEL_CREATE/);
});

test('on a phone the results are below the document, and both as wide as there is room', async () => {
  await runCallEvents();
  const wide = tab.page.viewportSize() ?? { width: 0, height: 0 };

  await tab.page.setViewportSize({ width: 390, height: 844 });

  const boxOf = (selector: string) => tab.page.locator(selector).boundingBox();
  await expect.poll(async () => (await boxOf('.graphiql-editors'))?.width).toBeGreaterThan(280);
  const [document, results] = [await boxOf('.graphiql-editors'), await boxOf('.graphiql-response')];
  expect(results).toMatchObject({ x: document?.x, width: document?.width });
  expect(results?.y).toBeGreaterThan(document?.y ?? Number.NaN);
  await tab.page.setViewportSize(wide);
});

test('a filter shows what contains a text, and a pause holds what is shown while the log goes on', async () => {
  await runCallEvents();
  ring('wanted-1');
  ring('unwanted');
  await tab.until(tab.stream, '2 received');

  await tab.button('Pause').click();
  ring('wanted-2');
  await tab.button('Go on (1 new)').waitFor();
  expect(await shownCalls()).toEqual(['unwanted', 'wanted-1']);
  await tab.stream.getByRole('searchbox').fill('"WANTED-');
  expect(await shownCalls()).toEqual(['wanted-1']);
  await tab.button('Go on (1 new)').click();

  expect(await shownCalls()).toEqual(['wanted-2', 'wanted-1']);
  await tab.button('Clear').click();
  await expect.poll(shownCalls).toEqual([]);
});

test('results are a table, too: a live list has a row for each of its rows', async () => {
  await tab.openExample('Calls');
  await tab.run();
  await tab.until(tab.entries, 'SNAPSHOT');
  await tab.button('Table').click();
  ring('in-a-table');

  await tab.until(tab.stream.locator('tbody tr').first(), /CHANGES.*in-a-table.*RINGING/s);
  expect(await tab.stream.locator('th').allInnerTexts()).toEqual(
    expect.arrayContaining(['time', 'id', 'state', 'from.name']),
  );
  await tab.button('JSON').click();
  await tab.until(tab.entries.first(), 'in-a-table');
});

test('streams of several tabs run at once, and each tab says how its own is doing', async () => {
  await runCallEvents();
  await tab.openExample('AnyBinding');
  await tab.run();
  await untilStreams(2);
  ring('seen-by-both');

  await tab.until(tab.entries.first(), 'seen-by-both');
  await tab.select('CallEvents');
  await tab.until(tab.entries.first(), 'seen-by-both');
  expect(await tab.tab('AnyBinding').getAttribute('data-stream')).toBe('live');
  await tab.button('Stop').click();
  await tab.until(tab.stream, /Stopped at \d/);
  await tab.page.locator('[data-stream="stopped"]').filter({ hasText: 'CallEvents' }).waitFor();
  await untilStreams(1);
  await tab.button('Start').click();
  await untilStreams(2);
  await tab.button('Stop').click();

  // Closing a tab ends its stream.
  await tab.page.getByRole('tab').filter({ hasText: 'AnyBinding' }).hover();
  await tab.page.getByRole('tab').filter({ hasText: 'AnyBinding' }).getByRole('button', { name: 'Close Tab' }).click();
  await untilStreams(0);
});

test('what is refused says so in its tab, and the connection stays', async () => {
  await tab.openExample('CallEvents');
  await tab.writeQuery(`subscription { callEvents(accountId: "${harness.accountId('other')}") { name } }`);
  await tab.run();

  await tab.until(tab.stream, 'Ended: FORBIDDEN');
  expect(await tab.connection.innerText()).toBe('Connected to the gateway');
});

test.each([['WebSocket'], ['SSE']])('over %s a stream comes back by itself, and misses nothing', async (transport) => {
  await tab.page.getByLabel('Streams run over').selectOption(transport);
  await runCallEvents();
  ring('before');
  await tab.until(tab.entries.first(), 'before');

  line.refuse();
  await tab.until(tab.stream, /Not connected: .*Trying again/);
  await untilStreams(0);
  ring('meanwhile');
  line.mend();
  await tab.until(tab.stream, 'meanwhile');
  ring('after');
  await tab.until(tab.stream, 'after');

  expect(await shownCalls()).toEqual(['after', 'meanwhile', 'before']);
  expect(await tab.stream.innerText()).toMatch(/connected again/);
  expect(await tab.stream.innerText()).not.toContain('cursorOfThisPage');
  await tab.page.getByLabel('Streams run over').selectOption('WebSocket');
});

test('a gap stands out, and is counted', async () => {
  await runCallEvents();
  ring('before');
  await tab.until(tab.entries.first(), 'before');

  harness.kazoo.blackhole.dropSockets();
  await untilStreams(1);
  await expect.poll(() => harness.kazoo.openSockets).toBe(1);
  await untilStreams(1);
  ring('after');
  await tab.until(tab.entries.first(), 'after');

  expect(await tab.entries.first().getAttribute('data-kind')).toBe('gap');
  expect(await tab.entries.first().innerText()).toContain('UPSTREAM_DISCONNECTED');
  await tab.until(tab.stream, '1 gap');
});

test('while the gateway does not hear Kazoo, the stream and its tab say so', async () => {
  await runCallEvents();

  harness.kazoo.blackhole.stop();
  await tab.until(tab.stream, /No events: the gateway does not hear Kazoo .*Trying again/);
  expect(await tab.tab('CallEvents').getAttribute('data-stream')).toBe('unheard');
  expect(await tab.connection.innerText()).toBe('Connected to the gateway');
  await harness.kazoo.blackhole.start();
  await tab.until(tab.stream, 'Live');

  await tab.until(tab.entries.first(), 'the gateway hears Kazoo again');
  await tab.until(tab.entries, 'the gateway lost Kazoo');
});

test('of a gateway that has gone, the page and the stream say the same', async () => {
  const gone = await startHarness({ settings: { GRAPHIQL: 'true', SHUTDOWN_WINDOW_MS: '100' } });
  await using left = await GraphiqlTab.open(context, gone.url);
  await left.logIn(demo);
  await left.openExample('CallEvents');
  await left.run();
  await left.until(left.stream, 'Live');

  await gone[Symbol.asyncDispose]();
  const reason = 'Not connected: SHUTTING_DOWN (1001).';
  await left.until(left.stream, reason);
  // After an attempt that has failed otherwise, too.
  await left.page.waitForEvent('console', { predicate: (message) => message.text().includes('net::ERR_') });

  expect(await left.connection.innerText()).toContain(reason);
  expect(await left.stream.innerText()).toContain(reason);
});

test('where nothing comes, the page offers to ask why', async () => {
  await using quiet = await GraphiqlTab.open(context, harness.url);
  await quiet.page.clock.install();
  await quiet.logIn(demo);
  await quiet.openExample('CallEvents');
  await quiet.run();
  await untilStreams(1);
  await quiet.until(quiet.stream, 'Live');

  await quiet.page.clock.fastForward(21_000);
  await quiet.button('Why?').click();

  await quiet.until(quiet.stream, 'The token may see the account');
  expect(await quiet.stream.locator('.diagnosis li').count()).toBe(9);
  await quiet.button('Stop').click();
});

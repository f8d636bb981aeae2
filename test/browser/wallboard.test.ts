import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { type Gateway, startGateway } from '../../src/gateway/gateway.ts';
import { buildPages } from '../../src/pages/build-pages.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { callLegs } from '../e2e/live/call-legs.ts';
import { type Harness, type HarnessOptions, startHarness, until } from '../harness/gateway-harness.ts';
import { foreignName, startBrowser, type TestBrowser } from './harness/browser.ts';
import { addBusyAccount, busyLogin, tellBusyAccount } from './harness/busy-account.ts';
import { WallboardTab } from './harness/wallboard-tab.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: TestBrowser;
let pagesFolder: string;
beforeAll(async () => {
  pagesFolder = mkdtempSync(join(tmpdir(), 'gateway-pages-'));
  [browser] = await Promise.all([startBrowser(), buildPages(pagesFolder)]);
});
afterAll(async () => {
  await browser.close();
  rmSync(pagesFolder, { recursive: true });
});

/** With `PICTURES=src/pages/wallboard/pictures` those of the guide are made anew. */
const picturesFolder = process.env['PICTURES'] ?? 'dist/pictures';

const settings = { WALLBOARD: 'true', TRUSTED_DOCUMENTS_ONLY: 'true', SHUTDOWN_WINDOW_MS: '50' };

function start(kazoo: HarnessOptions['kazoo'] = {}, others: Readonly<Record<string, string>> = {}): Promise<Harness> {
  return startHarness({
    kazoo: { version: '5', hasQueues: true, ...kazoo },
    settings: { ...settings, ...others },
    gateway: { pagesFolder },
  });
}

/** A build in which a document of the page has another text, and its script another hash. */
function laterBuild(): string {
  const later = join(pagesFolder, 'later');
  const page = join(later, 'wallboard');
  cpSync(join(pagesFolder, 'wallboard'), page, { recursive: true });
  const script = readdirSync(join(page, 'assets')).find((name) => name.endsWith('.js')) ?? '';
  renameSync(join(page, 'assets', script), join(page, 'assets/index.later.js'));
  for (const name of ['index.html', 'documents.json', 'assets/index.later.js']) {
    const text = readFileSync(join(page, name), 'utf8');
    const changed = text.replaceAll(script, 'index.later.js').replaceAll('subscription Calls(', 'subscription Later(');
    writeFileSync(join(page, name), changed);
  }
  return later;
}

/** Starts another gateway in place of the one that was closed. */
function startNext({ url, kazoo }: Harness, pagesFolder: string): Promise<Gateway> {
  const { port } = new URL(url);
  const { apiUrl, blackholeUrl } = kazoo;
  const addresses = { PORT: port, HOST: '127.0.0.1', KAZOO_API_URL: apiUrl, KAZOO_BLACKHOLE_URL: blackholeUrl };
  return startGateway(readConfig({ ...settings, ...addresses }), createLog('silent'), { pagesFolder });
}

test('a call is seen ringing, answered, held and over', async () => {
  await using harness = await start({ hasQueues: false });
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('demo');
  await tab.until(tab.region('Calls'), 'Nobody is on the phone');
  const call = callLegs(harness, 'demo', 'call-1', { caller_id_name: 'שרה לוי' });

  call.inbound('CHANNEL_CREATE');
  await tab.until(tab.calls, /Ringing.*שרה לוי.*1002.*0:0/);
  call.inbound('CHANNEL_ANSWER');
  await tab.until(tab.calls, /Talking.*שרה לוי/);
  call.inbound('CHANNEL_HOLD');
  await tab.until(tab.calls, /On hold/);
  call.inbound('CHANNEL_DESTROY');
  await tab.until(tab.region('Calls'), 'Nobody is on the phone');

  // Most Kazoos have no queues, and no place is kept for them.
  await tab.region('Queues').waitFor({ state: 'detached' });
  // The name stands by itself, whatever script is beside it.
  expect(await tab.region('People').locator('bdi', { hasText: 'Müller' }).getAttribute('dir')).toBe('auto');
});

test('of a call that was up before anybody looked it shows who is known, and says why a caller is not', async () => {
  await using harness = await start();
  const { id, users, devices } = harness.kazoo.directory.account('demo');
  const call = { accountId: id, interactionId: 'call' };
  const called = { direction: 'outbound', ownerId: users[1]?.id ?? '', deviceId: devices[1]?.id ?? '' } as const;
  harness.kazoo.live.addChannel({ ...call, callId: 'caller', otherLegCallId: 'callee' });
  harness.kazoo.live.addChannel({ ...call, callId: 'callee', otherLegCallId: 'caller', ...called });
  await using tab = await WallboardTab.open(browser, harness.url);

  await tab.logIn('demo');

  await tab.until(tab.calls, /Unknown.*山田/);
  await tab.until(tab.region('Calls'), 'the call was up before the gateway looked');
});

test('a wrong password is told, and the form is kept', async () => {
  await using harness = await start();
  await using tab = await WallboardTab.open(browser, harness.url);

  await tab.enter({ accountName: 'demo', username: 'demo', password: 'wrong' });

  await tab.until(tab.page.getByRole('alert'), 'The account, the user or the password is wrong.');
  expect(await tab.page.getByLabel('Account').inputValue()).toBe('demo');
});

test('a second factor is asked for', async () => {
  await using harness = await start({ acceptsMultiFactor: (response) => response === '123456' });
  const accountId = harness.accountId('demo');
  harness.kazoo.directory.addUser(accountId, { username: 'demo2', password: 'demo2', requiresMultiFactor: true });
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.enter({ accountName: 'demo', username: 'demo2', password: 'demo2' });

  await tab.page.getByLabel('One-time code').fill('123456');
  await tab.page.keyboard.press('Enter');

  await tab.untilLive();
});

test('the session survives a reload, and ends with Log out', async () => {
  await using harness = await start();
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('demo');

  await tab.page.reload();
  await tab.untilLive();
  await tab.page.getByRole('button', { name: 'Log out' }).click();
  await tab.page.getByLabel('Password').waitFor();
  await tab.page.reload();

  await tab.page.getByLabel('Password').waitFor();
  await harness.untilSubscribers(0);
});

test('a reseller chooses whose calls are shown', async () => {
  await using harness = await start();
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('reseller');

  await tab.page.getByLabel('Account').selectOption('demo');
  await tab.until(tab.region('People'), 'Müller');
  await tab.page.reload();
  await tab.until(tab.region('People'), 'Müller');
  callLegs(harness, 'demo', 'call-1', { caller_id_name: 'Ann' }).inbound('CHANNEL_CREATE');

  await tab.until(tab.calls, 'Ann');
});

test('while Kazoo is away the board says so, and is right again by itself', async () => {
  await using harness = await start();
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('demo');

  harness.kazoo.blackhole.stop();
  await tab.until(tab.strip, 'RECONNECTING to Kazoo');
  await harness.kazoo.blackhole.start();
  await tab.untilLive();
  callLegs(harness, 'demo', 'call-1', { caller_id_name: 'After' }).inbound('CHANNEL_CREATE');

  await tab.until(tab.calls, 'After');
  await tab.until(tab.page.locator('.strip'), /Gap of \d+:\d\d/);
});

test('when its gateway is replaced the board says so, and goes on at the new one', async () => {
  await using harness = await start();
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('demo');

  await harness.gateway.close();
  await tab.until(tab.strip, 'RECONNECTING to the gateway');
  const next = await startNext(harness, pagesFolder);
  await tab.untilLive();
  callLegs(harness, 'demo', 'call-1', { caller_id_name: 'After' }).inbound('CHANNEL_CREATE');
  await tab.until(tab.calls, 'After');

  await next.close();
});

test('a page that a later gateway does not understand any more is loaded anew, as that one has it', async () => {
  await using harness = await start();
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('demo');
  const later = laterBuild();

  await harness.gateway.close();
  const next = await startNext(harness, later);

  await tab.page.waitForEvent('load');
  await tab.untilLive();
  await next.close();
});

test('when its token ends the board logs in again, and after a reload asks the user to', async () => {
  await using harness = await start({ tokenLifetimeSeconds: 2 });
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('demo');
  const logins = (): number => harness.kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/user_auth')).length;

  await until(() => expect(logins()).toBeGreaterThan(1));
  await tab.untilLive();
  callLegs(harness, 'demo', 'call-1', { caller_id_name: 'After' }).inbound('CHANNEL_CREATE');
  await tab.until(tab.calls, 'After');
  await tab.page.reload();

  await tab.until(tab.page.getByRole('alert'), 'Your session has ended. Log in again.');
  expect(await tab.page.getByLabel('User').inputValue()).toBe('demo');
});

test('all can be done by keyboard: log in, and ask why it is quiet', async () => {
  await using harness = await start();
  await using tab = await WallboardTab.open(browser, harness.url);
  const { keyboard } = tab.page;
  await tab.page.getByLabel('Account').focus();
  for (const text of ['demo', 'demo', 'demo']) {
    await keyboard.insertText(text);
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await tab.untilLive();
  await tab.until(tab.region('Calls'), 'Nobody is on the phone');

  for (const name of [/Colours/, 'Log out', 'Why is it quiet?']) {
    await keyboard.press('Tab');
    expect(await tab.page.getByRole('button', { name }).evaluate((button) => button.matches(':focus-visible'))).toBe(
      true,
    );
  }
  await keyboard.press('Enter');
  const answer = tab.page.getByRole('dialog', { name: 'Why no calls come' });
  await tab.until(answer, /confirmed/);
  await keyboard.press('Escape');

  expect(await answer.count()).toBe(0);
});

test('200 calls are shown, and the page goes on painting', async () => {
  await using harness = await start();
  const accountId = harness.accountId('demo');
  for (let index = 0; index < 200; index += 1)
    harness.kazoo.live.addChannel({ accountId, callId: `call-${index}-inbound`, interactionId: `call-${index}` });
  await using tab = await WallboardTab.open(browser, harness.url);
  await tab.logIn('demo');
  await tab.until(tab.region('Calls').getByRole('heading'), 'Calls 200');

  // Ten of them change while the frames of a second are counted.
  const counted = tab.page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let frames = 0;
    for (const start = performance.now(); performance.now() - start < 1_000; frames += 1) await nextFrame();
    return frames;
  });
  for (let index = 0; index < 10; index += 1) callLegs(harness, 'demo', `call-${index}`).inbound('CHANNEL_HOLD');

  // A browser paints 60 times a second; a busy machine some fewer.
  expect(await counted).toBeGreaterThan(10);
  await tab.until(tab.calls.nth(9), 'On hold');
  expect(await tab.calls.count()).toBe(200);
});

test('who may not see a list is told so, and sees the others', async () => {
  await using harness = await start({}, { RESTRICT_USERS: 'true' });
  harness.kazoo.directory.addUser(harness.accountId('demo'), {
    username: 'plain',
    password: 'plain',
    privLevel: 'user',
  });
  await using tab = await WallboardTab.open(browser, harness.url);

  await tab.enter({ accountName: 'demo', username: 'plain', password: 'plain' });

  await tab.untilLive();
  await tab.until(tab.region('People'), 'Not for your user.');
  await tab.until(tab.region('Phones'), 'No phone is registered.');
});

test.each([
  ['wall', { width: 1440, height: 810 }],
  ['phone', { width: 390, height: 800 }],
])('the picture of a %s shows who rings, talks, waits and meets', async (name, viewport) => {
  await using harness = await start();
  addBusyAccount(harness);
  await using tab = await WallboardTab.open(browser, harness.url, { viewport, colorScheme: 'dark', locale: 'en-GB' });
  await tab.enter(busyLogin);
  await tab.untilLive();

  tellBusyAccount(harness);

  await tab.until(tab.calls, /Ringing.*Harbour Café.*Diego Fernández/);
  await tab.until(tab.region('People'), /Bram de Vries.*On hold/);
  await tab.until(tab.region('Queues'), /Support.*1 waiting.*2 ready.*1 talking/);
  await tab.until(tab.region('Conferences'), /Stand-up.*3 in it.*Bram de Vries, talking.*Chloé Lambert · muted/);
  await tab.until(tab.region('Phones'), /Zoë Müller/);
  await tab.until(tab.page.locator('.figures'), /Ringing2.*Talking3.*On hold1.*Answered3/);
  await tab.page.screenshot({ path: join(picturesFolder, `${name}.jpeg`), type: 'jpeg', quality: 70 });
});

test('under a name that the gateway does not list the page says so', async () => {
  await using harness = await start({}, { PUBLIC_HOSTS: 'gateway.example.com' });
  await using tab = await WallboardTab.open(browser, harness.url.replace('127.0.0.1', foreignName));

  await tab.until(tab.page.getByRole('alert'), `PUBLIC_HOSTS=${foreignName}`);
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { callLegs } from '../e2e/live/call-legs.ts';
import { until } from '../harness/until.ts';
import { foreignName } from './harness/browser.ts';
import { WallboardGateways } from './harness/wallboard-gateways.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let boards: WallboardGateways;
beforeAll(async () => {
  boards = await WallboardGateways.build();
});
afterAll(() => boards[Symbol.asyncDispose]());

test('a wrong password is told, and the form is kept', async () => {
  await using harness = await boards.start();
  await using tab = await boards.open(harness.url);

  await tab.enter({ accountName: 'demo', username: 'demo', password: 'wrong' });

  await tab.until(tab.page.getByRole('alert'), 'The account, the user or the password is wrong.');
  expect(await tab.page.getByLabel('Account').inputValue()).toBe('demo');
});

test('a second factor is asked for', async () => {
  await using harness = await boards.start({ acceptsMultiFactor: (response) => response === '123456' });
  const accountId = harness.accountId('demo');
  harness.kazoo.directory.addUser(accountId, { username: 'demo2', password: 'demo2', requiresMultiFactor: true });
  await using tab = await boards.open(harness.url);
  await tab.enter({ accountName: 'demo', username: 'demo2', password: 'demo2' });

  await tab.page.getByLabel('One-time code').fill('123456');
  await tab.page.keyboard.press('Enter');

  await tab.untilLive();
});

test('the session survives a reload, and ends with Log out', async () => {
  await using harness = await boards.start();
  await using tab = await boards.open(harness.url);
  await tab.logIn('demo');

  await tab.page.reload();
  await tab.untilLive();
  await tab.page.getByRole('button', { name: 'Log out' }).click();
  await tab.page.getByLabel('Password').waitFor();
  await tab.page.reload();

  await tab.page.getByLabel('Password').waitFor();
  await harness.untilSubscribers(0);
});

test('while Kazoo is away the board says so, and is right again by itself', async () => {
  await using harness = await boards.start();
  await using tab = await boards.open(harness.url);
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
  await using harness = await boards.start();
  await using tab = await boards.open(harness.url);
  await tab.logIn('demo');

  await harness.gateway.close();
  await tab.until(tab.strip, 'RECONNECTING to the gateway');
  const next = await boards.replace(harness);
  await tab.untilLive();
  callLegs(harness, 'demo', 'call-1', { caller_id_name: 'After' }).inbound('CHANNEL_CREATE');
  await tab.until(tab.calls, 'After');

  await next.close();
});

test('a page that a later gateway does not understand any more is loaded anew, as that one has it', async () => {
  await using harness = await boards.start();
  await using tab = await boards.open(harness.url);
  await tab.logIn('demo');
  const later = boards.laterBuild();

  await harness.gateway.close();
  const next = await boards.replace(harness, later);

  await tab.page.waitForEvent('load');
  await tab.untilLive();
  await next.close();
});

test('when its token ends the board logs in again, and after a reload asks the user to', async () => {
  await using harness = await boards.start({ tokenLifetimeSeconds: 2 });
  await using tab = await boards.open(harness.url);
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

test('under a name that the gateway does not list the page says so', async () => {
  await using harness = await boards.start({}, { PUBLIC_HOSTS: 'gateway.example.com' });
  await using tab = await boards.open(harness.url.replace('127.0.0.1', foreignName));

  await tab.until(tab.page.getByRole('alert'), `PUBLIC_HOSTS=${foreignName}`);
});

import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { CutLine } from '../harness/cut-line.ts';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';
import { startBrowser, type TestBrowser } from './harness/browser.ts';
import { GraphiqlTab, newContext } from './harness/graphiql-tab.ts';

const demo = { accountName: 'demo', username: 'demo', password: 'demo' };
const other = { accountName: 'other', username: 'other', password: 'other' };
const settings = { GRAPHIQL: 'true' };

// GraphiQL is 5 MB of script: a page takes 1.5 s to open on an idle machine, and tests share theirs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: TestBrowser;
let context: BrowserContext;
let harness: Harness;
beforeAll(async () => {
  browser = await startBrowser();
  context = await newContext(browser);
  harness = await startHarness({ settings });
});
// Else the next test could take the subscriber of the one before for its own.
afterEach(() => harness.untilSubscribers(0));
afterAll(async () => {
  await browser.close();
  await harness[Symbol.asyncDispose]();
});

test('in a demo, running the first tab and then the second shows the calls as they change, newest first', async () => {
  await using harness = await startHarness({ settings, gateway: { prefilledLogin: demo } });
  await using tab = await GraphiqlTab.open(context, harness.url);

  await tab.run();
  await tab.until(tab.session, 'demo (user');
  await tab.select('Calls');
  await tab.run();
  await tab.untilResult('"SNAPSHOT"');
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'a-call' });
  await tab.untilResult(/"received": 2,.*"CHANGES".*"RINGING"/);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_ANSWER', { call_id: 'a-call' });

  await tab.untilResult(/"received": 3,.*"CHANGES".*"ANSWERED".*"RINGING"/);
  expect(await tab.connection.innerText()).toBe('Connected to the gateway');
});

test('the documentation beside the editor shows the schema', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);

  await tab.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();

  await tab.until(tab.page.locator('.graphiql-plugin'), 'One endpoint in front of Kazoo');
});

test('without a prefilled login the form is empty, and a wrong password is reported', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);

  await tab.select('Calls');
  await tab.run();
  await tab.untilResult('Log in first: run the tab LogIn.');
  await tab.select('LogIn');
  const variables = await tab.page.locator('.graphiql-editor-tool .view-lines').first().innerText();
  await tab.writeVariables({ input: { ...demo, password: 'wrong' } });
  await tab.run();
  await tab.untilResult('INVALID_CREDENTIALS');

  expect(variables.replaceAll(/\s/g, '')).toBe(
    '{"input":{"accountName":"","username":"","password":"","method":"MD5"}}',
  );
  expect(await tab.session.innerText()).toContain('Not logged in');
});

test('an account that the token may not see answers FORBIDDEN, and the socket stays open open', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);
  await tab.logIn(demo);

  await tab.select('Calls');
  await tab.writeQuery(`subscription { callEvents(accountId: "${harness.accountId('other')}") { name } }`);
  await tab.run();
  await tab.untilResult('FORBIDDEN');

  expect(await tab.connection.innerText()).toBe('Connected to the gateway');
});

test('a login with aliases everywhere is recognised, too', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);

  await tab.writeQuery('mutation Me($in: LoginInput!) { me: login(input: $in) { key: authToken } }');
  await tab.writeVariables({ in: demo });
  await tab.run();
  await tab.until(tab.session, 'demo (user');
});

test('refreshToken replaces the token, and the session continues', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);
  await tab.logIn(demo);
  const token = (): Promise<string> => tab.page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  const before = await token();

  await tab.select('WhoAmI');
  await tab.writeQuery('mutation { refreshToken { authToken expiresAt } }');
  await tab.run();
  await tab.untilResult('refreshToken');

  expect(await token()).not.toBe(before);
  await tab.until(tab.session, 'demo (user');
});

test('the session survives a reload of its tab, and no other tab has it', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);
  await tab.logIn(demo);
  const otherTab = await tab.context.newPage();

  await otherTab.goto(harness.url);
  await tab.until(otherTab.locator('#session'), 'Not logged in');
  await otherTab.close();
  await tab.reload();

  await tab.until(tab.session, 'demo (user');
  await tab.select('WhoAmI');
  await tab.run();
  await tab.untilResult('"name": "demo"');
});

test('another login replaces the session of everything after, and Log out ends it', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);
  await tab.logIn(demo);
  await tab.select('Calls');
  await tab.run();
  await harness.untilSubscribers(1);

  await tab.logIn(other);
  await tab.select('Calls');
  await tab.run();
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'of-demo' });
  harness.kazoo.publishCall(harness.accountId('other'), 'CHANNEL_CREATE', { call_id: 'of-other' });
  expect(await tab.untilResult('of-other')).not.toContain('of-demo');

  await tab.page.getByRole('button', { name: 'Log out' }).click();
  await tab.untilResult('You logged out.');
  await tab.until(tab.session, 'Not logged in');
  await tab.until(tab.connection, 'No live connection');
  await harness.untilSubscribers(0);
});

test('the page notices by itself that its token has ended', async () => {
  await using harness = await startHarness({ settings, kazoo: { tokenLifetimeSeconds: 4 } });
  await using tab = await GraphiqlTab.open(context, harness.url);

  await tab.writeVariables({ input: demo });
  await tab.run();
  await tab.until(tab.session, /expired.*Run the tab LogIn/);

  expect(await tab.page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('a stream ends with its session, and the page says why', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);
  await tab.logIn(demo);
  await tab.select('Calls');
  await tab.run();
  await harness.untilSubscribers(1);

  // The stream goes over to a token that ends in two seconds.
  const { tokens } = harness.kazoo;
  const { lifetimeSeconds } = tokens;
  onTestFinished(() => {
    tokens.lifetimeSeconds = lifetimeSeconds;
  });
  tokens.lifetimeSeconds = 2;
  const [token = ''] = await tab.page.evaluate(() => Object.values({ ...sessionStorage }));
  await harness.post({ query: 'mutation { refreshToken { expiresAt } }' }, { 'X-Auth-Token': token });
  await tab.untilResult('The gateway ended the session (TOKEN_EXPIRED).');

  await tab.until(tab.session, 'The gateway ended the session (TOKEN_EXPIRED). Run the tab LogIn');
  await tab.until(tab.connection, 'No live connection');
  await harness.untilSubscribers(0);
});

test('a stream whose connection was lost resumes by itself, and shows where events may be missing', async () => {
  await using line = await CutLine.to(harness.url);
  await using tab = await GraphiqlTab.open(context, line.url);
  await tab.logIn(demo);
  await tab.select('Calls');
  await tab.run();
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'before' });
  await tab.untilResult('before');

  line.cut();
  await tab.until(tab.connection, 'Not connected: connection lost (1006). Trying again …');
  await harness.untilSubscribers(0);
  line.mend();
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'after' });

  await tab.untilResult(/after.*connected again.*connection lost \(1006\).*before/);
  await tab.until(tab.connection, 'Connected to the gateway');
  line.refuse();
  await tab.until(tab.connection, 'Trying again in');
  line.mend();
  await tab.until(tab.connection, 'Connected to the gateway');
  await harness.untilSubscribers(1);
});

test('without introspection the page works, and says why there is no schema', async () => {
  await using harness = await startHarness({ settings: { ...settings, INTROSPECTION: 'false' } });
  await using tab = await GraphiqlTab.open(context, harness.url);

  await tab.logIn(demo);

  expect(await tab.page.locator('#notice').innerText()).toContain('INTROSPECTION=true');
});

test('with GraphiQL disabled, a browser is told how to enable it', async () => {
  await using harness = await startHarness();
  const page = await browser.newPage();

  const response = await page.goto(harness.url);

  expect(response?.status()).toBe(404);
  expect(await page.innerText('body')).toContain('GRAPHIQL=true INTROSPECTION=true');
  await page.close();
});

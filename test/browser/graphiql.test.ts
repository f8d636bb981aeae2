import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
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
/** Of somebody who is not logged in: tests begin and end so. */
let stranger: GraphiqlTab;
/** Of somebody who is logged in as demo, for tests that leave it so. */
let member: GraphiqlTab;
beforeAll(async () => {
  const acceptsMultiFactor = (response: unknown): boolean => response === '123456';
  const demonstration = {
    settings,
    kazoo: { version: '5', hasQueues: true, acceptsMultiFactor },
    gateway: { prefilledLogin: demo },
  } as const;
  [browser, harness] = await Promise.all([startBrowser(), startHarness(demonstration)]);
  context = await newContext(browser);
  stranger = await GraphiqlTab.open(context, harness.url);
  member = await GraphiqlTab.open(context, harness.url);
  await member.logIn(demo);
});
afterEach(async () => {
  // Closes what a test that fails has left open.
  await stranger.page.keyboard.press('Escape');
  if (await stranger.button('Stop').isVisible()) await stranger.button('Stop').click();
  if (await stranger.button('Log out').isVisible()) await stranger.button('Log out').click();
  await harness.untilSubscribers(0);
});
afterAll(async () => {
  await stranger[Symbol.asyncDispose]();
  await member[Symbol.asyncDispose]();
  await browser.close();
  await harness[Symbol.asyncDispose]();
});

const tokenOf = ({ page }: GraphiqlTab): Promise<string> => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

/** Tokens that are issued during the test end after six seconds: a busy machine needs four. */
function shortenTokens(): void {
  const { tokens } = harness.kazoo;
  const { lifetimeSeconds } = tokens;
  tokens.lifetimeSeconds = 6;
  onTestFinished(() => {
    tokens.lifetimeSeconds = lifetimeSeconds;
  });
}

test('in a demo, running what is there asks for the login that is filled in, and shows the calls', async () => {
  // The cursor is in the query from the beginning.
  await stranger.page.locator('.graphiql-query-editor :focus').waitFor();
  await stranger.page.keyboard.press('Control+Enter');
  await stranger.page.locator('dialog#login button:focus').waitFor();
  await stranger.page.keyboard.press('Enter');
  await stranger.until(stranger.entries, 'SNAPSHOT');
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'a-call' });

  await stranger.until(stranger.entries.first(), /CHANGES.*"RINGING"/s);
  expect(await stranger.session.innerText()).toBe('Zoë Müller · demo');
  expect(await stranger.connection.innerText()).toBe('Connected to the gateway');
  expect(await stranger.page.locator('dialog#login [name="password"]').inputValue()).toBe('');
});

test('the documentation beside the editor shows the schema', async () => {
  await member.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();

  await member.until(member.page.locator('.graphiql-plugin'), 'One endpoint in front of Kazoo');
  await member.page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
});

test('a wrong password is told in the form, and the right one says where to go on', async () => {
  await stranger.button('Log in').first().click();
  await stranger.fillLogin({ ...demo, password: 'wrong' });
  await stranger.page.locator('dialog#login').getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
  await stranger.fillLogin(demo);

  await stranger.until(stranger.page.locator('#notice'), 'You are logged in. Run what is in the editor');
  expect(await stranger.page.locator('dialog#login').isVisible()).toBe(false);
});

test('a second factor is asked for where the user has one', async () => {
  const user = { username: 'careful', password: 'careful' };
  harness.kazoo.directory.addUser(harness.accountId('demo'), { ...user, requiresMultiFactor: true });
  const form = stranger.page.locator('dialog#login');
  const code = form.getByLabel('Code of the second factor');

  await stranger.button('Log in').first().click();
  expect(await code.isVisible()).toBe(false);
  await stranger.fillLogin({ accountName: 'demo', ...user });
  await code.fill('123456');
  await form.getByRole('button', { name: 'Log in' }).click();

  await stranger.until(stranger.session, '· demo');
  expect(await code.isVisible()).toBe(false);
});

test('who does not want to log in is told so by the stream', async () => {
  await stranger.openExample('CallEvents');
  await stranger.run();
  await stranger.page.keyboard.press('Escape');

  await stranger.until(stranger.stream, 'Ended: UNAUTHENTICATED: Log in first, with the button above.');
});

test('the mutation for logging in can always be got back, and its answer shows no whole token', async () => {
  for (const isAgain of [false, true]) {
    if (isAgain) await stranger.writeQuery('mutation LogIn { broken }');
    await stranger.openExample('LogIn');
    const variables = JSON.parse(await stranger.textOf('variables.json'));
    expect(variables).toEqual({ account: 'demo', user: 'demo', password: 'demo' });
  }
  await stranger.run();

  const result = await stranger.untilResult('"accountName": "demo"');
  expect(result).toMatch(/"authToken": "ey.{10}… \(this page keeps it/);
  expect(result.split('\n').length).toBeLessThan(12);
  await stranger.until(stranger.session, 'Zoë Müller · demo');
});

test('a login with aliases everywhere is recognised, too', async () => {
  await stranger.openExample('LogIn');
  await stranger.writeQuery('mutation Me($in: LoginInput!) { me: login(input: $in) { key: authToken } }');
  await stranger.writeVariables({ in: demo });
  await stranger.run();

  await stranger.until(stranger.session, '· demo');
});

test('the session survives a reload of its tab, and no other tab has it', async () => {
  await member.reload();

  await member.until(member.session, '· demo');
  await member.openExample('WhoAmI');
  await member.run();
  await member.untilResult('"name": "demo"');
  expect(await stranger.session.innerText()).toBe('Not logged in');
  expect(await tokenOf(stranger)).toBe('{}');
});

test('streams wait for the next login when one logs out, and then show what that one may see', async () => {
  await stranger.logIn(demo);
  await stranger.openExample('CallEvents');
  await stranger.run();
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'seen-by-demo' });
  await stranger.until(stranger.entries.first(), 'seen-by-demo');

  await stranger.button('Log out').click();
  await stranger.until(stranger.stream, 'You logged out. It goes on when you log in.');
  await expect.poll(() => stranger.stream.innerText()).not.toContain('seen-by-demo');
  await stranger.until(stranger.stream, '0 received');
  await stranger.until(stranger.entries.first(), 'What came before the log-out is forgotten.');
  await stranger.until(stranger.connection, 'No live connection');
  await harness.untilSubscribers(0);
  await stranger.logIn(other);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'of-demo' });
  harness.kazoo.publishCall(harness.accountId('other'), 'CHANNEL_CREATE', { call_id: 'of-other' });

  await stranger.until(stranger.entries.first(), 'of-other');
  expect(await stranger.stream.innerText()).not.toMatch(/of-demo|events are missing/);
});

test('what the queries of a user have shown is gone when one logs out, in every tab', async () => {
  await stranger.logIn(demo);
  for (const [example, name] of [
    ['Calls', 'First'],
    ['CallEvents', 'Second'],
  ] as const) {
    await stranger.openExample(example);
    await stranger.writeQuery(`query ${name} { viewer { account { name } } }`);
    await stranger.until(stranger.tab(name), name);
    await stranger.run();
    await stranger.untilResult('"name": "demo"');
  }

  await stranger.button('Log out').click();
  await stranger.until(stranger.session, 'Not logged in');
  await expect.poll(() => stranger.textOf('response.json')).toBe('');
  await stranger.select('First');
  await expect.poll(() => stranger.textOf('operation.graphql')).toContain('First');
  await expect.poll(() => stranger.textOf('response.json')).toBe('');

  await stranger.logIn(other);
  await stranger.run();
  await stranger.untilResult('"name": "other"');
});

test('a token is renewed before it ends, and streams go on with the new one', async () => {
  const { renewableMethods } = harness.kazoo.crossbar.settings;
  renewableMethods.add('cb_user_auth');
  onTestFinished(() => renewableMethods.clear());
  shortenTokens();
  await stranger.logIn(demo);
  await stranger.openExample('CallEvents');
  await stranger.run();
  await harness.untilSubscribers(1);

  const first = await tokenOf(stranger);
  await expect.poll(() => tokenOf(stranger), { timeout: 10_000 }).not.toBe(first);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'a-call' });

  await stranger.until(stranger.entries.first(), 'a-call');
  expect(await stranger.stream.innerText()).toContain('Live');
});

test('where Kazoo renews no token, a stream waits for another login, and then goes on', async () => {
  shortenTokens();
  await stranger.logIn(demo);
  await stranger.openExample('CallEvents');
  await stranger.run();
  await harness.untilSubscribers(1);

  await stranger.until(stranger.session, / until \d/);
  await stranger.button('Log in again').waitFor();
  await stranger.until(stranger.stream, 'It goes on when you log in.');
  expect(await tokenOf(stranger)).toBe('{}');
  await stranger.logIn(demo);

  await stranger.until(stranger.stream, 'Live');
  await harness.untilSubscribers(1);
});

test('ids are picked into the variables of what is open, which is made to take them', async () => {
  await member.openExample('Board');
  await member.button('Pick an id').click();
  await member.page.locator('dialog#picker').getByRole('button', { name: 'demo ' }).click();

  expect(JSON.parse(await member.textOf('variables.json'))).toEqual({ accountId: harness.accountId('demo') });
  expect(await member.textOf('operation.graphql')).toContain('subscription Board($accountId: ID)');
  expect(await member.textOf('operation.graphql')).toContain('accountBoard(accountId: $accountId)');
});

test('where nothing of what is open takes an id, the example that does is opened', async () => {
  await member.openExample('WhoAmI');
  await member.button('Pick an id').click();
  const picker = member.page.locator('dialog#picker');
  await picker.getByRole('button', { name: 'Binding' }).click();
  await picker.getByRole('button', { name: 'call.CHANNEL_ANSWER' }).click();

  expect(await member.textOf('operation.graphql')).toContain('subscription AnyBinding');
  expect(JSON.parse(await member.textOf('variables.json'))).toEqual({ binding: 'call.CHANNEL_ANSWER.*' });

  await member.button('Pick an id').click();
  await picker.getByRole('button', { name: 'Queue' }).click();
  await picker.locator('button.choice').first().click();

  expect(await member.textOf('operation.graphql')).toContain('subscription QueueMisses');
  expect(JSON.parse(await member.textOf('variables.json'))).toEqual({ queues: [expect.stringMatching(/^\w{32}$/)] });
});

test('what is open can be copied as a program, without the token', async () => {
  await member.openExample('CallEvents');
  await member.button('Copy as').click();
  const dialog = member.page.locator('dialog#copy-as');
  const text = (): Promise<string> => dialog.locator('textarea').inputValue();

  expect(await text()).toContain(`curl -N '${harness.url}'`);
  await dialog.getByRole('button', { name: 'graphql-ws' }).click();
  expect(await text()).toContain('callEvents(after: $after)');
  expect(await text()).not.toContain('eyJ');
  await dialog.getByRole('button', { name: 'Show the token' }).click();
  expect(await text()).toMatch(/^KAZOO_TOKEN=eyJ/);
  await member.page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
  });
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog.getByRole('button', { name: 'Press Ctrl-C' }).waitFor();
  await member.page.keyboard.press('Escape');
});

test('the example for one’s own calls knows who one is', async () => {
  await member.openExample('MyCalls');

  const [demoUser] = harness.kazoo.directory.account('demo').users;
  expect(JSON.parse(await member.textOf('variables.json'))).toEqual({ user: demoUser?.id });
});

test('without introspection the page works, and says why there is no schema', async () => {
  await using closed = await startHarness({ settings: { ...settings, INTROSPECTION: 'false' } });
  await using tab = await GraphiqlTab.open(context, closed.url);

  expect(await tab.page.locator('#notice').innerText()).toContain('INTROSPECTION=true');
  await tab.openExample('WhoAmI');
  await tab.run();
  await tab.untilResult('"viewer": null');
});

test('with GraphiQL disabled, a browser is told how to enable it', async () => {
  await using harness = await startHarness();
  const page = await browser.newPage();

  const response = await page.goto(harness.url);

  expect(response?.status()).toBe(404);
  expect(await page.innerText('body')).toContain('GRAPHIQL=true INTROSPECTION=true');
  await page.close();
});

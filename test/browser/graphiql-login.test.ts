import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Harness } from '../harness/gateway-harness.ts';
import { demo, GraphiqlDemo } from './harness/graphiql-demo.ts';
import type { GraphiqlTab } from './harness/graphiql-tab.ts';

/** The stream, and what the page follows beside it. */
const ofOneStream = 2;
const other = { accountName: 'other', username: 'other', password: 'other' };

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let demonstration: GraphiqlDemo;
let harness: Harness;
/** Of somebody who is not logged in: tests begin and end so. */
let stranger: GraphiqlTab;
beforeAll(async () => {
  demonstration = await GraphiqlDemo.start();
  ({ harness } = demonstration);
  stranger = await demonstration.open();
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
  await demonstration[Symbol.asyncDispose]();
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
  await using member = await demonstration.open();
  await member.logIn(demo);

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
  await harness.untilSubscribers(ofOneStream);
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
  await harness.untilSubscribers(ofOneStream);
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
  await harness.untilSubscribers(ofOneStream);

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
  await harness.untilSubscribers(ofOneStream);

  await stranger.until(stranger.session, / until \d/);
  await stranger.button('Log in again').waitFor();
  await stranger.until(stranger.stream, 'It goes on when you log in.');
  expect(await tokenOf(stranger)).toBe('{}');
  await stranger.logIn(demo);

  await stranger.until(stranger.stream, 'Live');
  await harness.untilSubscribers(ofOneStream);
});

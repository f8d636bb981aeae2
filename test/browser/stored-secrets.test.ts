import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';
import { startBrowser, type TestBrowser } from './harness/browser.ts';
import { GraphiqlTab, newContext } from './harness/graphiql-tab.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const password = 'marked-password-9f31c7';
const account = { accountName: 'demo', username: 'secretive', password };

let browser: TestBrowser;
let context: BrowserContext;
let harness: Harness;
beforeAll(async () => {
  browser = await startBrowser();
  context = await newContext(browser);
  harness = await startHarness({ settings: { GRAPHIQL: 'true' } });
});
afterAll(async () => {
  await browser.close();
  await harness[Symbol.asyncDispose]();
});

test('neither a password nor a token is stored where it could be read later', async () => {
  harness.kazoo.directory.addUser(harness.accountId('demo'), { username: 'secretive', password });
  await using tab = await GraphiqlTab.open(context, harness.url);

  // In the form, in variables, in the text of a query, and in variables that no query uses any more.
  await tab.logIn(account);
  await tab.openExample('LogIn');
  await tab.writeVariables({ account: 'demo', user: 'secretive', password });
  await tab.run();
  await tab.untilResult('accountName');
  await tab.select('Calls');
  await tab.writeQuery(
    `mutation { login(input: { accountName: "demo", username: "secretive", password: "${password}" })`,
  );
  await tab.select('AnyBinding');
  await tab.writeVariables({ binding: 'call.*.*', p: password });
  await tab.select('CallEvents');
  await tab.writeQuery('query Marker { viewer { expiresAt } }');
  await tab.untilStored('Marker');

  const { local, session, addresses, state } = await tab.page.evaluate(() => ({
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    addresses: [location.href, ...navigation.entries().map(({ url }) => url)],
    state: JSON.stringify(history.state),
  }));
  const token = /"(ey[^"]+)"/.exec(session)?.[1] ?? 'none';
  const everywhere = JSON.stringify(await tab.context.storageState({ indexedDB: true }));
  const secrets = [password, token];

  expect(token).not.toBe('none');
  expect(session).not.toContain(password);
  for (const secret of secrets) for (const stored of [local, everywhere, state]) expect(stored).not.toContain(secret);
  expect(new Set(addresses)).toEqual(new Set([harness.url]));
});

test('a query survives a reload, and a tab with a login is reset to the example', async () => {
  await using tab = await GraphiqlTab.open(context, harness.url);
  await tab.openExample('LogIn');
  await tab.writeVariables({ account: 'demo', user: 'secretive', password });
  await tab.select('CallEvents');
  await tab.writeQuery('query Marker { viewer { expiresAt } }');
  await tab.untilStored('Marker');

  await tab.reload();

  expect(await tab.page.getByRole('tab').allInnerTexts()).toEqual(['Calls', 'Marker', 'AnyBinding', 'LogIn']);
  expect(await tab.textOf('operation.graphql')).toContain('Marker');
  await tab.select('LogIn');
  expect(JSON.parse(await tab.textOf('variables.json'))).toEqual({ account: '', user: '', password: '' });
});

test('a link cannot carry a query', async () => {
  await using tab = await GraphiqlTab.open(
    context,
    `${harness.url}?query=${encodeURIComponent('mutation Trap { refreshToken { authToken } }')}`,
  );

  expect(await tab.page.getByRole('tab').allInnerTexts()).not.toContain('Trap');
  expect(tab.page.url()).toBe(harness.url);
});

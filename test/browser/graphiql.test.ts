import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startHarness } from '../harness/gateway-harness.ts';
import { demo, GraphiqlDemo } from './harness/graphiql-demo.ts';
import { GraphiqlTab } from './harness/graphiql-tab.ts';

// GraphiQL is 5 MB of script: a page takes 1.5 s to open on an idle machine, and tests share theirs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let demonstration: GraphiqlDemo;
/** Of somebody who is logged in as demo. */
let member: GraphiqlTab;
beforeAll(async () => {
  demonstration = await GraphiqlDemo.start();
  member = await demonstration.open();
  await member.logIn(demo);
});
afterAll(async () => {
  await member[Symbol.asyncDispose]();
  await demonstration[Symbol.asyncDispose]();
});

test('the documentation beside the editor shows the schema', async () => {
  await member.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();

  await member.until(member.page.locator('.graphiql-plugin'), 'One endpoint in front of Kazoo');
  await member.page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
});

test('ids are picked into the variables of what is open, which is made to take them', async () => {
  await member.openExample('Board');
  await member.button('Pick an id').click();
  await member.page.locator('dialog#picker').getByRole('button', { name: 'demo ' }).click();

  expect(JSON.parse(await member.textOf('variables.json'))).toEqual({
    accountId: demonstration.harness.accountId('demo'),
  });
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

  expect(await text()).toContain(`curl -N '${demonstration.harness.url}'`);
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

  const [demoUser] = demonstration.harness.kazoo.directory.account('demo').users;
  expect(JSON.parse(await member.textOf('variables.json'))).toEqual({ user: demoUser?.id });
});

test('without introspection the page works, and says why there is no schema', async () => {
  await using closed = await startHarness({ settings: { GRAPHIQL: 'true', INTROSPECTION: 'false' } });
  await using tab = await GraphiqlTab.open(demonstration.context, closed.url);

  expect(await tab.page.locator('#notice').innerText()).toContain('INTROSPECTION=true');
  await tab.openExample('WhoAmI');
  await tab.run();
  await tab.untilResult('"viewer": null');
});

test('with GraphiQL disabled, a browser is told how to enable it', async () => {
  await using harness = await startHarness();
  const page = await demonstration.browser.newPage();

  const response = await page.goto(harness.url);

  expect(response?.status()).toBe(404);
  expect(await page.innerText('body')).toContain('GRAPHIQL=true INTROSPECTION=true');
  await page.close();
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { callLegs } from '../e2e/live/call-legs.ts';
import { addBusyAccount, busyLogin, tellBusyAccount } from './harness/busy-account.ts';
import { WallboardGateways } from './harness/wallboard-gateways.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let boards: WallboardGateways;
beforeAll(async () => {
  boards = await WallboardGateways.build();
});
afterAll(() => boards[Symbol.asyncDispose]());

/** With `PICTURES=src/pages/wallboard/pictures` those of the guide are made anew. */
const picturesFolder = process.env['PICTURES'] ?? 'dist/pictures';

test('a call is seen ringing, answered, held and over', async () => {
  await using harness = await boards.start({ hasQueues: false });
  await using tab = await boards.open(harness.url);
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
  await using harness = await boards.start();
  const { id, users, devices } = harness.kazoo.directory.account('demo');
  const call = { accountId: id, interactionId: 'call' };
  const called = { direction: 'outbound', ownerId: users[1]?.id ?? '', deviceId: devices[1]?.id ?? '' } as const;
  harness.kazoo.live.addChannel({ ...call, callId: 'caller', otherLegCallId: 'callee' });
  harness.kazoo.live.addChannel({ ...call, callId: 'callee', otherLegCallId: 'caller', ...called });
  await using tab = await boards.open(harness.url);

  await tab.logIn('demo');

  await tab.until(tab.calls, /Unknown.*山田/);
  await tab.until(tab.region('Calls'), 'the call was up before the gateway looked');
});

test('a reseller chooses whose calls are shown', async () => {
  await using harness = await boards.start();
  await using tab = await boards.open(harness.url);
  await tab.logIn('reseller');

  await tab.page.getByLabel('Account').selectOption('demo');
  await tab.until(tab.region('People'), 'Müller');
  await tab.page.reload();
  await tab.until(tab.region('People'), 'Müller');
  callLegs(harness, 'demo', 'call-1', { caller_id_name: 'Ann' }).inbound('CHANNEL_CREATE');

  await tab.until(tab.calls, 'Ann');
});

test('all can be done by keyboard: log in, and ask why it is quiet', async () => {
  await using harness = await boards.start();
  await using tab = await boards.open(harness.url);
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
  await using harness = await boards.start();
  const accountId = harness.accountId('demo');
  for (let index = 0; index < 200; index += 1)
    harness.kazoo.live.addChannel({ accountId, callId: `call-${index}-inbound`, interactionId: `call-${index}` });
  await using tab = await boards.open(harness.url);
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
  await using harness = await boards.start({}, { RESTRICT_USERS: 'true' });
  harness.kazoo.directory.addUser(harness.accountId('demo'), {
    username: 'plain',
    password: 'plain',
    privLevel: 'user',
  });
  await using tab = await boards.open(harness.url);

  await tab.enter({ accountName: 'demo', username: 'plain', password: 'plain' });

  await tab.untilLive();
  await tab.until(tab.region('People'), 'Not for your user.');
  await tab.until(tab.region('Phones'), 'No phone is registered.');
});

test.each([
  ['wall', { width: 1440, height: 810 }],
  ['phone', { width: 390, height: 800 }],
])('the picture of a %s shows who rings, talks, waits and meets', async (name, viewport) => {
  await using harness = await boards.start();
  addBusyAccount(harness);
  await using tab = await boards.open(harness.url, { viewport, colorScheme: 'dark', locale: 'en-GB' });
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

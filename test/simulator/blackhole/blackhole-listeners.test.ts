import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import { RawClient } from '../harness/raw-client.ts';
import { accountA, SimulatorHarness } from '../harness/simulator-harness.ts';

const create = 'call.CHANNEL_CREATE.*';
const hookOfCreate = `hook ${accountA} CHANNEL_CREATE`;

function command(action: string, binding: string, accountId = accountA): object {
  return { action, auth_token: 'token-a', request_id: 'r', data: { account_id: accountId, binding } };
}

test('a repeated subscribe is counted twice, and only the close lowers both', async () => {
  await using harness = await SimulatorHarness.start('master');
  const { blackhole } = harness.kazoo;
  const client = await harness.client('a');

  await client.ask(command('subscribe', create));
  await client.ask(command('subscribe', create));
  const counted = blackhole.listeners.get(hookOfCreate);
  await client.ask(command('unsubscribe', create));
  const left = blackhole.listeners.get(hookOfCreate);
  await client[Symbol.asyncDispose]();
  await harness.kazoo.waitFor(() => blackhole.openSockets === 0);

  expect([counted, left, blackhole.listeners.size]).toEqual([2, 1, 0]);
});

test('a killed connection leaves its listeners counted until blackhole restarts', async () => {
  await using harness = await SimulatorHarness.start('master');
  const { blackhole } = harness.kazoo;
  const client = await harness.client('a');
  await client.ask(command('subscribe', create));

  blackhole.dropSockets();
  const closed = await client.next();
  const left = blackhole.listeners.get(hookOfCreate);
  blackhole.stop();
  await blackhole.start();

  expect(closed).toBe('[close code=1006 reason=""]');
  expect([left, blackhole.listeners.size]).toEqual([1, 0]);
});

test('a stray unsubscribe does not stop the events of a second holder', async () => {
  await using harness = await SimulatorHarness.start('master');
  const [one, two, stray] = [await harness.client('1'), await harness.client('2'), await harness.client('3')];
  await one.ask(command('subscribe', create));
  await two.ask(command('subscribe', create));

  await stray.ask(command('unsubscribe', create));
  const frames = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');

  expect(frames).toBe(2);
});

test('sockets that fell silent receive events again when another socket subscribes', async () => {
  await using harness = await SimulatorHarness.start('master');
  const [holder, stray] = [await harness.client('1'), await harness.client('2')];
  await holder.ask(command('subscribe', create));
  await stray.ask(command('unsubscribe', create));
  const framesInSilence = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');

  await stray.ask(command('subscribe', create));
  const framesAfterwards = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');

  expect([framesInSilence, framesAfterwards]).toEqual([0, 2]);
});

test('a document binding whose count is zero still receives events through a wider one of another socket', async () => {
  await using harness = await SimulatorHarness.start('master');
  const [narrow, wide] = [await harness.client('1'), await harness.client('2')];
  await narrow.ask(command('subscribe', 'object.doc_edited.user'));
  await wide.ask(command('subscribe', 'object.*.*'));

  await wide.ask(command('unsubscribe', 'object.doc_edited.user'));
  harness.kazoo.publishDocument(accountA, 'doc_edited', 'user', { id: 'u1' });

  expect(JSON.parse(await narrow.next())).toMatchObject({ subscribed_key: 'object.doc_edited.user' });
});

test('on 4.3.23 an unsubscribed binding keeps receiving events while anyone on the node holds it', async () => {
  await using harness = await SimulatorHarness.start('4.3.23');
  const [one, two] = [await harness.client('1'), await harness.client('2')];
  await one.ask(command('subscribe', create));
  await two.ask(command('subscribe', create));

  await one.ask(command('unsubscribe', create));
  const framesWhileHeld = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');
  await one[Symbol.asyncDispose]();
  await harness.kazoo.waitFor(() => harness.kazoo.openSockets === 1);
  const framesAfterClose = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');

  expect([framesWhileHeld, framesAfterClose]).toEqual([2, 1]);
});

test('while anyone subscribes to every account, call events arrive twice on every socket', async () => {
  await using harness = await SimulatorHarness.start('master');
  const [ordinary, admin] = [await harness.client('1'), await harness.client('2')];
  await ordinary.ask(command('subscribe', create));

  await admin.ask({ ...command('subscribe', create, '*'), auth_token: 'token-master' });
  const frames = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');

  expect(frames).toBe(4);
  const [first, second] = await ordinary.take(2);
  expect(first).toBe(second);
});

test('the narrower binding is served first, and of equal ones the later', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');
  for (const binding of ['call.*.*', create, 'call.CHANNEL_CREATE.c1']) await client.ask(command('subscribe', binding));

  harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE', { call_id: 'c1' });

  const keys = (await client.take(3)).map((frame) => JSON.parse(frame).subscribed_key);
  expect(keys).toEqual(['call.CHANNEL_CREATE.c1', create, 'call.*.*']);
});

test.each([
  ['fax.object.doc_created', 'fax'],
  ['object.doc_created.mailbox_message', 'mailbox_message'],
  ['object.doc_created.*', 'mailbox_message'],
])('%s listens to the month of its subscribe, until it is repeated', async (binding, type) => {
  const clock = new ManualClock(Date.UTC(2024, 2, 31, 23, 59, 59));
  await using kazoo = await KazooSimulator.start({ now: clock.now, after: clock.after });
  const demo = kazoo.directory.account('demo');
  kazoo.registerToken('token-a', { accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  await client.ask(command('subscribe', binding, demo.id));

  const framesInMarch = kazoo.publishDocument(demo.id, 'doc_created', type, { id: '202403-1' });
  clock.advance(1_000);
  const framesInApril = kazoo.publishDocument(demo.id, 'doc_created', type, { id: '202404-1' });
  await client.next();
  await client.ask(command('subscribe', binding, demo.id));
  const framesOnceRepeated = kazoo.publishDocument(demo.id, 'doc_created', type, { id: '202404-2' });

  expect([framesInMarch, framesInApril, framesOnceRepeated]).toEqual([1, 0, 1]);
});

test('an unsubscribe in the new month cannot remove the binding of the old one', async () => {
  const clock = new ManualClock(Date.UTC(2024, 2, 31, 23, 59, 59));
  await using kazoo = await KazooSimulator.start({ now: clock.now, after: clock.after });
  const demo = kazoo.directory.account('demo');
  kazoo.registerToken('token-a', { accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  await client.ask(command('subscribe', 'fax.object.*', demo.id));

  clock.advance(1_000);
  const reply = await client.ask(command('unsubscribe', 'fax.object.*', demo.id));

  expect(reply).toMatchObject({ data: { unsubscribed: ['fax.object.*'], subscribed: ['fax.object.*'] } });
});

test('the realm of presence is read when subscribing', async () => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');
  const account = harness.kazoo.directory.account('a');
  await client.ask(command('subscribe', 'presence.dialog.*'));

  account.realm = 'new.realm.test';
  const framesOfOldBinding = harness.kazoo.publishDialog(accountA, { call_id: 'c1', state: 'early' });
  await client.ask(command('subscribe', 'presence.dialog.*'));
  const framesOfNewBinding = harness.kazoo.publishDialog(accountA, { call_id: 'c1', state: 'early' });

  expect([framesOfOldBinding, framesOfNewBinding]).toEqual([0, 1]);
});

test.each(['Größe', 'Ключ', 'Ελλάς', 'سلام'])(
  'the key %s closes every socket that would have received it, and no other',
  async (key) => {
    await using harness = await SimulatorHarness.start('master');
    const [receiver, other] = [await harness.client('1'), await harness.client('2')];
    await receiver.ask(command('subscribe', create));
    await other.ask(command('subscribe', 'call.CHANNEL_DESTROY.*'));

    harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE', { list: [{ [key]: '1' }] });
    await other.settle();

    expect(await receiver.next()).toBe('[close code=1011 reason=""]');
    expect(other.isOpen).toBe(true);
  },
);

test.each(['日本', 'שרה', '🌊'])('the key %s survives the lower-casing of its bytes', async (key) => {
  await using harness = await SimulatorHarness.start('master');
  const client = await harness.client('a');
  await client.ask(command('subscribe', create));

  harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE', { custom_application_vars: { [key]: '1' } });

  expect(JSON.parse(await client.next())).toMatchObject({ data: { custom_application_vars: { [key]: '1' } } });
});

test.each([
  ['4.3.142', 63_877_485_845],
  ['master', 63_877_485_846],
] as const)('%s gives a call event the second %i', async (version, expected) => {
  await using kazoo = await KazooSimulator.start({ version, now: () => Date.UTC(2024, 2, 12, 18, 4, 5, 500) });
  const demo = kazoo.directory.account('demo');
  kazoo.registerToken('token-a', { accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  await client.ask(command('subscribe', create, demo.id));

  kazoo.publishCall(demo.id, 'CHANNEL_CREATE');

  expect(JSON.parse(await client.next())).toMatchObject({ data: { timestamp: expected } });
});

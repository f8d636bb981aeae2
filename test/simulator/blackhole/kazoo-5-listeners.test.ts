import { expect, test } from 'vitest';
import { accountA, accountB, SimulatorHarness } from '../harness/simulator-harness.ts';

const create = 'call.CHANNEL_CREATE.*';
const users = 'object.*.user';
const listenerOfUsers = 'amqp *.account%2Fa0%2F00%2F0000000000000000000000000001.user.*';

function command(action: string, binding: string, { token = 'token-a', accountId = accountA } = {}): object {
  return { action, auth_token: token, request_id: 'r', data: { account_id: accountId, binding } };
}

const everyAccount = { token: 'token-master', accountId: '*' };

test('a repeated subscribe is counted once, and a stray unsubscribe lowers the count all the same', async () => {
  await using harness = await SimulatorHarness.start('5');
  const { listeners } = harness.kazoo.blackhole;
  const [holder, stray] = [await harness.client('a'), await harness.client('b')];
  await holder.ask(command('subscribe', users));
  await holder.ask(command('subscribe', users));
  const counted = listeners.get(listenerOfUsers);

  await stray.ask(command('unsubscribe', users, { token: 'token-b' }));

  expect([counted, listeners.get(listenerOfUsers)]).toEqual([1, undefined]);
  expect(harness.kazoo.publishDocument(accountA, 'doc_edited', 'user', { id: 'u1' })).toBe(0);
});

test('of two bindings that need one listener, the end of one silences the other', async () => {
  await using harness = await SimulatorHarness.start('5');
  harness.kazoo.blackhole.settings.modules.add('notifications');
  const client = await harness.client('a');
  await client.ask(command('subscribe', 'notifications.sip.*'));
  await client.ask(command('subscribe', 'notifications.sip.missed_call'));
  const before = harness.kazoo.publisher.missedCall(accountA);
  await client.take(2);

  await client.ask(command('unsubscribe', 'notifications.sip.missed_call'));

  expect([before, harness.kazoo.publisher.missedCall(accountA)]).toEqual([2, 0]);
});

test('everybody gets the missed calls of every account', async () => {
  await using harness = await SimulatorHarness.start('5');
  harness.kazoo.blackhole.settings.modules.add('notifications');
  const client = await harness.client('a');
  await client.ask(command('subscribe', 'notifications.sip.missed_call'));

  harness.kazoo.publisher.missedCall(accountB);

  expect(JSON.parse(await client.next())).toMatchObject({ name: 'missed_call', data: { account_id: accountB } });
});

test('a listener to every account misses the calls of an account that has a listener, even a killed one', async () => {
  await using harness = await SimulatorHarness.start('5');
  const { kazoo } = harness;
  const [operator, owner] = [await harness.client('m'), await harness.client('a')];
  await operator.ask(command('subscribe', create, everyAccount));
  await owner.ask(command('subscribe', create));
  const [, ofOwner] = kazoo.blackhole.sockets;
  const publish = (id: string) => kazoo.publishCall(accountA, 'CHANNEL_CREATE', { call_id: id });

  publish('owned');
  kazoo.blackhole.dropSockets({ socketId: ofOwner?.id ?? '' });
  publish('left behind');
  kazoo.publishCall(accountB, 'CHANNEL_CREATE', { call_id: 'of another account' });

  expect(JSON.parse(await operator.next()).data.call_id).toBe('of another account');
});

test('a call event is heard without any listener', async () => {
  await using harness = await SimulatorHarness.start('5');
  const client = await harness.client('a');
  await client.ask(command('subscribe', create));

  await client.ask(command('unsubscribe', 'call.CHANNEL_CREATE.other'));
  await client.ask(command('unsubscribe', 'call.*.*'));

  expect(harness.kazoo.blackhole.listeners.get(`hook ${accountA} CHANNEL_CREATE`)).toBeUndefined();
  expect(harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE')).toBe(1);
});

test('the rows of websockets list each binding once, with the name of the last command', async () => {
  await using harness = await SimulatorHarness.start('5');
  const client = await harness.client('a');
  await client.ask({ ...command('subscribe', 'call.*.*'), name: 'first' });
  await client.ask({ ...command('subscribe', 'presence.dialog.*'), metadata: 1 });

  const [socket] = harness.kazoo.blackhole.sockets;

  expect(socket?.bindings).toEqual(['call.*.*', 'dialog.*']);
  expect(socket?.session.label).toEqual({ name: undefined, metadata: 1 });
});

test('an event that is published the moment a subscribe is confirmed is heard', async () => {
  await using harness = await SimulatorHarness.start('5');
  const client = await harness.client('a');

  await client.ask(command('subscribe', create));
  const ofCalls = harness.kazoo.publishCall(accountA, 'CHANNEL_CREATE');
  await client.next();
  await client.ask(command('subscribe', users));
  const ofDocuments = harness.kazoo.publishDocument(accountA, 'doc_edited', 'user', { id: 'u1' });

  expect([ofCalls, ofDocuments]).toEqual([1, 1]);
});

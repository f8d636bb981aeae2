import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { RawClient } from '../harness/raw-client.ts';

type Publish = (kazoo: KazooSimulator, accountId: string) => number;

const conferenceId = '6f0d1e2c3b4a49588776a5b4c3d2e1f0';
const hex32 = expect.stringMatching(/^[0-9a-f]{32}$/);
const digits = expect.stringMatching(/^\d{16}$/);

const families: readonly (readonly [binding: string, publish: Publish, frame: object])[] = [
  [
    'call.CHANNEL_ANSWER.*',
    (kazoo, accountId) => kazoo.publishCall(accountId, 'CHANNEL_ANSWER', { call_id: 'a@b', caller_id_name: 'Zoë' }),
    {
      name: 'CHANNEL_ANSWER',
      data: { app_name: 'freeswitch', msg_id: digits, call_id: 'a@b', caller_id_name: 'Zoë' },
    },
  ],
  [
    'call.PARK_PARKED.*',
    (kazoo, accountId) => kazoo.publishCall(accountId, 'PARK_PARKED', { parking_slot: '*07' }),
    { name: 'PARK_PARKED', data: { app_name: 'callflow', parking_slot: '*07' } },
  ],
  [
    `conference.event.${conferenceId}.*`,
    (kazoo, accountId) => kazoo.publishConferenceEvent(accountId, conferenceId, 'lock'),
    { name: 'event', data: { event: 'lock', conference_id: conferenceId } },
  ],
  [
    `conference.command.${conferenceId}`,
    (kazoo) => kazoo.publishConferenceCommand(conferenceId, 'kick', { participant_id: 3 }),
    { name: 'command', data: { application_name: 'kick', participant_id: 3, msg_id: hex32 } },
  ],
  [
    'fax.status.*',
    (kazoo, accountId) => kazoo.publishFaxStatus(accountId, 'job1', { fax_state: 'send' }),
    { name: 'status', data: { job_id: 'job1', fax_state: 'send', event_category: 'fax' } },
  ],
  [
    'fax.object.doc_created',
    (kazoo, accountId) => kazoo.publishDocument(accountId, 'doc_created', 'fax', { id: '202403-1' }),
    { name: 'doc_created', data: { id: '202403-1', type: 'fax', is_soft_deleted: false } },
  ],
  [
    'object.doc_deleted.user',
    (kazoo, accountId) => kazoo.publishDocument(accountId, 'doc_deleted', 'user', { id: 'u1', rev: '9-x' }),
    { name: 'doc_deleted', data: { id: 'u1', rev: '9-x', is_soft_deleted: true } },
  ],
  [
    'presence.dialog.*',
    (kazoo, accountId) => kazoo.publishDialog(accountId, { call_id: 'c1', state: 'early' }),
    { name: 'dialog_update', subscribed_key: 'dialog.*', data: { state: 'early', event_package: 'dialog' } },
  ],
  [
    'presence.mwi_updates.1001',
    (kazoo, accountId) => kazoo.publishMessageWaiting(accountId, '1001', { messages_new: 3 }),
    {
      name: 'mwi_update',
      subscribed_key: 'mwi_updates.1001',
      data: { messages_new: 3, to: 'sip:1001@demo.sip.example.net', messages_waiting: 'yes' },
    },
  ],
  [
    'presence.update.*',
    (kazoo, accountId) => kazoo.publishPresenceUpdate(accountId, { presence_id: 'x@demo', state: 'online' }),
    { name: 'update', subscribed_key: 'update.*', data: { state: 'online', call_id: hex32 } },
  ],
];

test.each(families)('%s receives what is published for it', async (binding, publish, frame) => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const auth_token = kazoo.issueToken({ accountId: demo.id });
  await client.ask({ action: 'subscribe', auth_token, data: { account_id: demo.id, binding } });

  const frames = publish(kazoo, demo.id);

  expect(frames).toBe(1);
  expect(JSON.parse(await client.next())).toMatchObject(frame);
});

test('on 4.3 the switch is ecallmgr', async () => {
  await using kazoo = await KazooSimulator.start({ version: '4.3.142' });
  const demo = kazoo.directory.account('demo');
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const auth_token = kazoo.issueToken({ accountId: demo.id });
  const data = { account_id: demo.id, binding: 'call.*.*' };
  await client.ask({ action: 'subscribe', auth_token, data });

  kazoo.publishCall(demo.id, 'CHANNEL_CREATE');

  expect(JSON.parse(await client.next())).toMatchObject({ data: { app_name: 'ecallmgr', app_version: '4.0.0' } });
});

test('the bindings, frames and commands of sockets can be inspected', async () => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const auth_token = kazoo.issueToken({ accountId: demo.id });
  const data = { account_id: demo.id, binding: 'object.*.*' };
  const next = kazoo.blackhole.nextCommand(({ action }) => action === 'unsubscribe');

  await client.ask({ action: 'subscribe', auth_token, request_id: 's', data });
  const [socket] = kazoo.blackhole.sockets;
  const held = socket?.bindings;
  await client.ask({ action: 'unsubscribe', auth_token, request_id: 'u', data });

  const socketId = client.localAddress;
  expect(held).toEqual(['object.*.*', 'object.*.*']);
  expect(await next).toMatchObject({ requestId: 'u', authToken: auth_token, socketId });
  expect(kazoo.subscribeRequests).toEqual([{ accountId: demo.id, binding: 'object.*.*', socketId }]);
  expect(kazoo.unsubscribeRequests).toEqual([{ accountId: demo.id, binding: 'object.*.*', socketId }]);
  expect([socket?.bindings, socket?.framesSent]).toEqual([[], 2]);
  expect([kazoo.openSockets, kazoo.blackhole.totalConnections, kazoo.blackhole.totalFramesSent]).toEqual([1, 1, 2]);
});

test('a channel can be shown without an event', async () => {
  await using kazoo = await KazooSimulator.start({ now: () => Date.UTC(2024, 2, 12, 18, 4, 5) });
  const demo = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: demo.id });

  kazoo.live.addChannel({ accountId: demo.id, callId: 'c1', isOnHold: true });
  const response = await fetch(`${kazoo.apiUrl}/accounts/${demo.id}/channels/c1`, {
    headers: { 'X-Auth-Token': token },
  });

  const { data } = JSON.parse(await response.text());
  expect(data).toMatchObject({ uuid: 'c1', is_onhold: true, answered: true, timestamp: 63_877_485_845 });
});

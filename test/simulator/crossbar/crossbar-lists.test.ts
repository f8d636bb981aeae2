import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { recordedRestData } from '../../harness/recorded/recorded-rest.ts';
import { call } from '../harness/crossbar-client.ts';
import { shapeOf } from '../harness/shape.ts';

const phone = '17e5d3c1b9a7486f95e3d1c0bfae9d8c';

test('conferences, parked calls and queues are listed in the recorded shape', async () => {
  await using kazoo = await KazooSimulator.start();
  const { id: accountId, conferences } = kazoo.directory.account('demo');
  kazoo.live.addChannel({ accountId, callId: 'waits' });
  kazoo.live.park(accountId, {
    slot: '100',
    callId: 'waits',
    parkerCallId: 'parker',
    callerName: 'Zoë Müller',
    callerNumber: '1001',
    ringbackId: phone,
  });
  kazoo.live.join({
    conferenceId: conferences[0]?.id ?? '',
    participantId: 1,
    callId: 'talks',
    joinedAtMs: kazoo.now(),
    isModerator: true,
    variables: {
      floor: true,
      hear: true,
      speak: true,
      talking: false,
      mute_detect: false,
      energy_level: 300,
      current_energy: 0,
      video: false,
    },
  });

  for (const [fixture, path] of [
    ['conferences.list', 'conferences'],
    ['parked_calls.list', 'parked_calls'],
    ['queues.list', 'queues'],
  ] as const) {
    const data = await ask(kazoo, path);
    expect(shapeOf(data), fixture).toEqual(shapeOf(recordedRestData(fixture)));
  }
});

test('the statistics of queues are those of an empty one', async () => {
  await using kazoo = await KazooSimulator.start();

  expect(Object.keys(Object(await ask(kazoo, 'queues/stats')))).toEqual(
    Object.keys(Object(recordedRestData('queues.stats'))),
  );
});

test.each([
  ['users', ['id', 'features', 'username', 'email', 'first_name', 'last_name', 'priv_level'], 'timezone', 'features'],
  ['devices', ['id', 'name', 'mac_address', 'owner_id', 'enabled', 'device_type'], 'sip', 'device_type'],
  ['vmboxes', ['id', 'name', 'owner_id', 'mailbox', 'messages'], 'pin', 'messages'],
])(
  'a row of /%s is what the view of Kazoo emits; the document holds more',
  async (path, keys, furtherKey, computed) => {
    await using kazoo = await KazooSimulator.start();

    const [row] = [await ask(kazoo, path)].flat();
    const document = await ask(kazoo, `${path}/${Object(row).id}`);

    expect(Object.keys(Object(row))).toEqual(keys);
    const { [computed]: _, ...stored } = Object(row);
    expect(document).toMatchObject(stored);
    expect(document).not.toHaveProperty(computed);
    expect(document).toHaveProperty(furtherKey);
  },
);

test('without the call centre application /queues is unknown', async () => {
  await using kazoo = await KazooSimulator.start({ hasQueues: false });
  const { id } = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: id });

  const { status, body } = await call(kazoo.apiUrl, { path: `/v2/accounts/${id}/queues`, token });

  expect([status, body.message]).toEqual([404, 'not_found']);
});

test('a test can replace an answer until it undoes that', async () => {
  await using kazoo = await KazooSimulator.start();
  const undo = kazoo.crossbar.faults.answerWith({ status: 200, data: [{ id: 'mine' }] }, { path: /\/queues$/ });

  const brought = await ask(kazoo, 'queues');
  undo();

  expect(brought).toEqual([{ id: 'mine' }]);
  expect(await ask(kazoo, 'queues')).toMatchObject([{ name: 'Support 🛟' }]);
});

async function ask(kazoo: KazooSimulator, path: string): Promise<unknown> {
  const { id } = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: id });
  return (await call(kazoo.apiUrl, { path: `/v2/accounts/${id}/${path}`, token })).body.data;
}

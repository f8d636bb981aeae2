import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { everySnapshotField, snapshotFields } from '../../harness/every-snapshot-field.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { recordedRestData } from '../../harness/recorded/recorded-rest.ts';
import { calledLeg, channel, people, recorded } from './recorded-snapshots.ts';

const versions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master', '5'];

for (const version of versions) {
  for (const [query, path, fixture, nodes, edges] of recorded) {
    test(`on ${version} ${query} shows every typed field of /${path}`, async () => {
      await using harness = await startHarness({ kazoo: { version } });
      bring(harness, path, fixture);

      const snapshot = await ask(harness, everySnapshotField(query));

      expect(snapshot).toMatchObject({ takenAt: expect.stringMatching(/Z$/) });
      expect(snapshot).toHaveProperty('nodes', nodes);
      expect(snapshot['edges']).toEqual(edges);
    });
  }

  test(`on ${version} channels show every typed field of its own rows`, async () => {
    await using harness = await startHarness({ kazoo: { version } });
    bring(harness, 'channels', version.startsWith('4.') ? 'channels.list.4x' : 'channels.list');

    const snapshot = await ask(harness, everySnapshotField('channels'));

    expect(snapshot['nodes']).toEqual(version.startsWith('4.') ? [{ ...channel, ...people }] : [channel, calledLeg]);
  });

  test(`on ${version} users, devices and voicemail boxes show what their lists hold`, async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const demo = harness.kazoo.directory.account('demo');
    const [user] = demo.users;
    const [device] = demo.devices;
    const [box] = demo.voicemailBoxes;

    const users = await ask(harness, everySnapshotField('users'));
    const devices = await ask(harness, everySnapshotField('devices'));
    const boxes = await ask(harness, everySnapshotField('voicemailBoxes'));

    expect(users['nodes']).toContainEqual({
      id: user?.id,
      username: 'demo',
      email: `demo@${demo.realm}`,
      firstName: 'Zoë',
      lastName: 'Müller',
      privLevel: 'admin',
    });
    expect(users['edges']).toContainEqual({ features: ['caller_id'] });
    expect(devices['nodes']).toContainEqual({
      id: device?.id,
      name: 'Desk phone 1001',
      macAddress: null,
      ownerId: user?.id,
      enabled: true,
      deviceType: 'sip_device',
      mdn: null,
    });
    expect(boxes['nodes']).toContainEqual({
      id: box?.id,
      name: "Zoë's mailbox",
      mailbox: '1001',
      ownerId: user?.id,
      messages: 3,
      messagesNew: 1,
      messagesSaved: 2,
    });
  });
}

test('a value of an unexpected type is null and counted, and the rest is answered', async () => {
  await using harness = await startHarness();
  const rows = [
    { uuid: 'a', elapsed_s: 'soon', is_onhold: 'true', owner_id: 'undefined' },
    { direction: 'inbound' },
    7,
  ];
  harness.kazoo.crossbar.faults.answerWith({ status: 200, data: rows }, { path: /\/channels$/ });

  const snapshot = await ask(harness, 'channels { nodes { callId elapsedSeconds isOnHold ownerId owner { id } } }');
  const metrics = await (await fetch(harness.url.replace('/graphql', '/metrics'))).text();

  expect(snapshot).toEqual({
    nodes: [{ callId: 'a', elapsedSeconds: null, isOnHold: true, ownerId: null, owner: null }],
  });
  expect(metrics).toContain('unreadable_fields_total{type="Channel",field="elapsedSeconds"} 1');
});

test('no answer has a PIN, a password or internal data, whatever is selected', async () => {
  await using harness = await startHarness();
  bring(harness, 'conferences', 'conferences.list');
  bring(harness, 'parked_calls', 'parked_calls.list');
  const { id: accountId, users, devices } = harness.kazoo.directory.account('demo');
  for (const [index, { id: ownerId }] of users.entries()) {
    const deviceId = devices[index]?.id ?? '';
    harness.kazoo.live.addChannel({ accountId, callId: `call-${index}`, ownerId, deviceId });
  }

  const everything = [...snapshotFields.map(everySnapshotField), 'channels { nodes { owner { id } device { id } } }'];
  const answers = await Promise.all(everything.map((field) => ask(harness, field)));

  const text = JSON.stringify(answers);
  for (const secret of ['"1234"', '"4321"', 'sip-secret', 'pins', 'switch_hostname', 'fs1.zone1', 'switch_uri']) {
    expect(text).not.toContain(secret);
  }
});

test('without the call centre application there are no queues', async () => {
  await using harness = await startHarness({ kazoo: { hasQueues: false } });

  const snapshot = await ask(harness, 'queues { nodes { id } pageInfo { hasNextPage endCursor } }');

  expect(snapshot).toEqual({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
});

test('over WebSocket the same fields are answered', async () => {
  await using harness = await startHarness();
  const reader = harness.subscribe(harness.clientOf('demo'), '{ queues { nodes { name } } }');

  expect(await reader.next()).toEqual({ data: { queues: { nodes: [{ name: 'Support 🛟' }] } } });
});

function bring({ kazoo }: Harness, path: string, fixture: string): void {
  kazoo.crossbar.faults.answerWith(
    { status: 200, data: recordedRestData(fixture) },
    { path: new RegExp(`^/v2/accounts/[^/]+/${path}$`) },
  );
}

/** The one field of the query, requested with the token of the account `demo`. */
async function ask(harness: Harness, field: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await harness.post({ query: `{ answer: ${field} }` }, { 'X-Auth-Token': harness.token('demo') });
  expect(body).not.toHaveProperty('errors');
  const { data }: { data?: { answer: Readonly<Record<string, unknown>> } } = body;
  if (data === undefined) throw new Error('There is no data');
  return data.answer;
}

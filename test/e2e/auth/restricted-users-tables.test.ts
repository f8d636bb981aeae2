import { expect, test } from 'vitest';
import { schemaText, subscriptionFields } from '../../harness/every-event-field.ts';
import { startHarness } from '../../harness/gateway-harness.ts';
import { clientOf, restricted, tokenOf, userId } from './restricted-users-harness.ts';

/** The subscriptions that a user may have, with their further arguments. */
const streams: Readonly<Record<string, readonly (readonly [given: string, isAllowed: boolean])[]>> = {
  events: [
    ['binding: "call.*.*"', true],
    ['binding: "conference.event.c.*"', true],
    ['binding: "conference.command.c"', false],
    ['binding: "fax.status.*"', false],
    ['binding: "fax.object.*"', false],
    ['binding: "object.*.*"', false],
    ['binding: "presence.dialog.*"', false],
    ['binding: "presence.mwi_updates.*"', false],
    ['binding: "presence.update.*"', false],
    ['binding: "stream.*.*"', false],
    ['binding: "notifications.sip.missed_call"', false],
    ['binding: "queue.*"', false],
  ],
  calls: [['', true]],
  accountBoard: [['', true]],
  people: [['', false]],
  conferences: [['', true]],
  conference: [['id: "c"', true]],
  registrations: [['', true]],
  queues: [['', false]],
  queueBoard: [['', false]],
  parkedCalls: [['', false]],
  voicemailBoxes: [['', true]],
  devices: [['', true]],
  callEvents: [['', true]],
  conferenceEvents: [['conferenceId: "c"', true]],
  conferenceCommandEvents: [['conferenceId: "c"', false]],
  faxEvents: [['', false]],
  documentEvents: [['', false]],
  dialogEvents: [['', false]],
  messageWaitingEvents: [['', false]],
  presenceEvents: [['', false]],
  streamEvents: [['', false]],
  missedCalls: [['', true]],
  voicemailMessages: [['', true]],
  streamStatus: [['', true]],
};

test('events without an owner are refused before a socket is opened, and the table is complete', async () => {
  await using harness = await startHarness(restricted);
  const client = clientOf(harness, 'taro');
  const operations = Object.entries(streams).flatMap(([field, rows]) =>
    rows.map(([given, isAllowed]) => ({ field: given === '' ? field : `${field}(${given})`, isAllowed })),
  );
  const read = ({ field }: { field: string }) => harness.subscribe(client, `subscription { ${field} { __typename } }`);

  for (const refused of operations.filter(({ isAllowed }) => !isAllowed)) {
    await expect(read(refused).next(), refused.field).rejects.toMatchObject([
      { message: expect.stringContaining('their own resources'), extensions: { code: 'FORBIDDEN' } },
    ]);
  }
  expect(harness.kazoo.blackhole.totalConnections).toBe(0);
  const allowed = operations.filter(({ isAllowed }) => isAllowed);
  for (const each of allowed) read(each);
  await harness.untilSubscribers(allowed.length);

  expect(Object.keys(streams).toSorted()).toEqual(
    subscriptionFields()
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('snapshots show the own entries of a user, or none, and the table has every query', async () => {
  await using harness = await startHarness(restricted);
  const { kazoo } = harness;
  const [accountId, ownerId] = [harness.accountId('demo'), userId(harness, 'taro')];
  const account = kazoo.directory.account('demo');
  const owned = <Thing extends { ownerId: string }>(things: readonly Thing[]) =>
    things.find((thing) => thing.ownerId === ownerId);
  kazoo.live.addChannel({ accountId, callId: 'a', ownerId });
  kazoo.live.addChannel({ accountId, callId: 'b', ownerId: userId(harness, 'olga') });
  kazoo.live.addChannel({ accountId, callId: 'c' });
  const tables: Readonly<Record<string, readonly [selection: string, shown: unknown]>> = {
    viewer: ['{ ownerId }', { ownerId }],
    account: ['{ id }', { id: accountId }],
    bindings: ['', expect.arrayContaining(['fax.object.{ACTION}'])],
    diagnose: ['(binding: "call.*.*") { finding { code } }', { finding: { code: 'IDLE' } }],
    calls: ['{ nodes { legs { callId } } }', { nodes: [{ legs: [{ callId: 'a' }] }] }],
    accountBoard: ['{ nodes { ringing talking } }', { nodes: [{ ringing: 0, talking: 1 }] }],
    channels: ['{ nodes { callId owner { username } } }', { nodes: [{ callId: 'a', owner: { username: 'taro' } }] }],
    registrations: ['{ nodes { ownerId } }', { nodes: [{ ownerId }] }],
    devices: ['{ nodes { id } }', { nodes: [{ id: owned(account.devices)?.id }] }],
    voicemailBoxes: ['{ nodes { id } }', { nodes: [{ id: owned(account.voicemailBoxes)?.id }] }],
    faxes: [
      '(folder: INBOX) { nodes { ownerId } }',
      { nodes: account.faxboxes.filter((box) => box.ownerId === ownerId).map(() => ({ ownerId })) },
    ],
    conferences: [
      '{ nodes { id } }',
      { nodes: account.conferences.filter((room) => room.ownerId === ownerId).map(({ id }) => ({ id })) },
    ],
    conference: ['(id: "c") { id }', null],
    descendants: ['{ takenAt }', 'FORBIDDEN'],
    parkedCalls: ['{ takenAt }', 'FORBIDDEN'],
    queues: ['{ takenAt }', 'FORBIDDEN'],
    queueBoard: ['{ takenAt }', 'FORBIDDEN'],
    queueCalls: ['{ takenAt }', 'FORBIDDEN'],
    upstreamSockets: ['{ takenAt }', 'FORBIDDEN'],
    users: ['{ takenAt }', 'FORBIDDEN'],
    people: ['{ takenAt }', 'FORBIDDEN'],
  };
  const headers = { 'X-Auth-Token': tokenOf(harness, 'taro') };

  for (const [field, [selection, shown]] of Object.entries(tables)) {
    const { body } = await harness.post({ query: `{ ${field} ${selection} }` }, headers);
    const expected =
      shown === 'FORBIDDEN'
        ? {
            data: { [field]: null },
            errors: [expect.objectContaining({ path: [field], extensions: { code: 'FORBIDDEN' } })],
          }
        : { data: { [field]: shown } };
    expect(body, field).toEqual(expected);
  }
  expect(Object.keys(tables).toSorted()).toEqual(Object.keys(schemaText.getQueryType()?.getFields() ?? {}).toSorted());
});

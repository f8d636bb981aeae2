import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/simulator/json.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import { recordedAccount } from '../../harness/recorded/recorded-events.ts';
import { bluefin, startRecordedHarness } from './recorded-harness.ts';

const { id: accountId, conferenceId } = recordedAccount;
const dotted = 'abc@10.0.0.1';

interface Case {
  readonly field: string;
  readonly selection: string;
  readonly binding: string;
  /** What must not arrive, then what must. */
  readonly publish: (kazoo: Harness['kazoo']) => void;
  readonly expected: JsonObject;
  /** What Kazoo 5 is asked for in the end, where that is not the binding. */
  readonly on5?: string;
  /** Default: master has it, too. */
  readonly isSince5?: true;
}

const cases: readonly Case[] = [
  {
    field: `conferenceEvents(conferenceId: "${conferenceId}")`,
    selection: 'conferenceId',
    binding: `conference.event.${conferenceId}.*`,
    on5: `conference.event.*.${conferenceId}.*`,
    publish: (kazoo) => kazoo.publishConferenceEvent(accountId, conferenceId, 'lock'),
    expected: { name: 'lock', conferenceId },
  },
  {
    field: `conferenceEvents(conferenceId: "${conferenceId}", callId: "${dotted}")`,
    selection: 'callId',
    binding: `conference.event.${conferenceId}.*`,
    on5: `conference.event.*.${conferenceId}.*`,
    publish: (kazoo) => {
      kazoo.publishConferenceEvent(accountId, conferenceId, 'add-member', { call_id: 'another' });
      kazoo.publishConferenceEvent(accountId, conferenceId, 'conference-create');
      kazoo.publishConferenceEvent(accountId, conferenceId, 'del-member', { call_id: dotted });
    },
    expected: { name: 'del-member', callId: dotted },
  },
  {
    field: `conferenceCommandEvents(conferenceId: "${conferenceId}")`,
    selection: 'applicationName',
    binding: `conference.command.${conferenceId}`,
    publish: (kazoo) => kazoo.publishConferenceCommand(conferenceId, 'lock'),
    expected: { name: 'command', applicationName: 'lock' },
  },
  {
    field: 'faxEvents',
    selection: 'faxId',
    binding: 'fax.status.*',
    publish: (kazoo) => kazoo.publishFaxStatus(accountId, 'job-1'),
    expected: { name: 'status', faxId: 'job-1' },
  },
  {
    field: 'faxEvents(faxId: "job-1")',
    selection: 'faxId',
    binding: 'fax.status.job-1',
    publish: (kazoo) => {
      kazoo.publishFaxStatus(accountId, 'job-2');
      kazoo.publishFaxStatus(accountId, 'job-1');
    },
    expected: { name: 'status', faxId: 'job-1' },
  },
  {
    field: 'documentEvents',
    selection: 'type documentId',
    binding: 'object.*.*',
    publish: (kazoo) => {
      kazoo.publishDocument(accountId, 'db_edited', 'database', { id: 'db' });
      kazoo.publishDocument(accountId, 'doc_edited', 'queue', { id: 'q1' });
    },
    expected: { name: 'doc_edited', type: 'queue', documentId: 'q1' },
  },
  {
    field: 'documentEvents(action: DOC_CREATED)',
    selection: 'documentId',
    binding: 'object.doc_created.*',
    publish: (kazoo) => {
      kazoo.publishDocument(accountId, 'doc_edited', 'user', { id: 'u1' });
      kazoo.publishDocument(accountId, 'doc_created', 'mailbox_message', { id: '202403-m1' });
    },
    expected: { name: 'doc_created', documentId: '202403-m1' },
  },
  {
    field: 'documentEvents(type: FAX)',
    selection: 'type',
    binding: 'object.*.fax',
    publish: (kazoo) => {
      kazoo.publishDocument(accountId, 'doc_created', 'user', { id: 'u1' });
      kazoo.publishDocument(accountId, 'doc_created', 'fax', { id: '202403-f1' });
    },
    expected: { name: 'doc_created', type: 'fax' },
  },
  {
    // By its own name it would never fire (events.md section 9).
    field: 'documentEvents(action: DOC_CREATED, type: CALL_RECORDING)',
    selection: 'type',
    binding: 'object.doc_created.*',
    publish: (kazoo) => {
      kazoo.publishDocument(accountId, 'doc_created', 'user', { id: 'u1' });
      kazoo.publishDocument(accountId, 'doc_created', 'call_recording', { id: '202403-r1' });
    },
    expected: { name: 'doc_created', type: 'call_recording' },
  },
  {
    field: 'dialogEvents(callId: "leg-1")',
    selection: 'callId state',
    binding: 'presence.dialog.leg-1',
    publish: (kazoo) => kazoo.publishDialog(accountId, { call_id: 'leg-1', state: 'early' }),
    expected: { name: 'dialog_update', callId: 'leg-1', state: 'early' },
  },
  {
    field: `dialogEvents(callId: "${dotted}")`,
    selection: 'callId',
    binding: 'presence.dialog.*',
    publish: (kazoo) => {
      kazoo.publishDialog(accountId, { call_id: 'leg-1', state: 'early' });
      kazoo.publishDialog(accountId, { call_id: dotted, state: 'early' });
    },
    expected: { name: 'dialog_update', callId: dotted },
  },
  {
    field: 'messageWaitingEvents(mailbox: "2001")',
    selection: 'toUser messagesWaiting',
    binding: 'presence.mwi_updates.2001',
    publish: (kazoo) => {
      kazoo.publishMessageWaiting(accountId, '2002');
      kazoo.publishMessageWaiting(accountId, '2001');
    },
    expected: { name: 'mwi_update', toUser: '2001', messagesWaiting: true },
  },
  {
    field: 'presenceEvents',
    selection: 'presenceId state',
    binding: 'presence.update.*',
    publish: (kazoo) => kazoo.publishPresenceUpdate(accountId, { presence_id: '1001@acme', state: 'offline' }),
    expected: { name: 'update', presenceId: '1001@acme', state: 'offline' },
  },
  {
    field: `streamEvents(event: STOP, callId: "leg-1")`,
    selection: 'callId reason',
    binding: 'stream.stop.leg-1',
    isSince5: true,
    publish: (kazoo) => {
      kazoo.publisher.stream(accountId, 'start', { call_id: 'leg-1' });
      kazoo.publisher.stream(accountId, 'stop', { call_id: 'leg-2' });
      kazoo.publisher.stream(accountId, 'stop', { call_id: 'leg-1', reason: 'hangup' });
    },
    expected: { name: 'stream_stop', callId: 'leg-1', reason: 'hangup' },
  },
  {
    field: `streamEvents(callId: "${dotted}")`,
    selection: 'callId streamName',
    binding: 'stream.*.*',
    isSince5: true,
    publish: (kazoo) => {
      kazoo.publisher.stream(accountId, 'start', { call_id: 'leg-2', stream_name: 'assistant' });
      kazoo.publisher.stream(accountId, 'start', { call_id: dotted, stream_name: 'assistant' });
    },
    expected: { name: 'stream_start', callId: dotted, streamName: 'assistant' },
  },
];

const onEach = cases.flatMap((row) =>
  (row.isSince5 === undefined ? (['master', '5'] as const) : (['5'] as const)).map((version) => ({ ...row, version })),
);

test.each(onEach)('on $version $field subscribes to $binding', async (row) => {
  const { field, selection, binding, publish, expected, version, on5 = binding } = row;
  await using harness = await startRecordedHarness({ kazoo: { version } });
  const query = `subscription { ${field} { name binding ${selection} } }`;
  const reader = harness.subscribe<Record<string, JsonObject>>(harness.clientOf(bluefin), query);
  await harness.untilSubscribers(1);

  publish(harness.kazoo);
  const { data } = await reader.next();

  expect(Object.values(data ?? {})).toEqual([{ ...expected, binding }]);
  const asked = version === '5' && on5 !== binding ? [binding, on5] : [binding];
  expect(harness.kazoo.subscribeRequests).toMatchObject(asked.map((text) => ({ accountId, binding: text })));
  expect(reader.waiting).toBe(0);
});

test('a document wildcard on events delivers all documents, including faxes and databases', async () => {
  await using harness = await startRecordedHarness();
  const query = 'subscription { events(binding: "object.*.*") { __typename name ... on DocumentEvent { type } } }';
  const reader = harness.subscribe(harness.clientOf(bluefin), query);
  await harness.untilSubscribers(1);

  harness.kazoo.publishDocument(accountId, 'doc_created', 'fax', { id: '202403-f1' });
  harness.kazoo.publishDocument(accountId, 'db_edited', 'database', { id: 'db' });

  const documents = [(await reader.next()).data, (await reader.next()).data];
  expect(documents).toEqual([
    { events: { __typename: 'DocumentEvent', name: 'doc_created', type: 'fax' } },
    { events: { __typename: 'DocumentEvent', name: 'db_edited', type: 'database' } },
  ]);
});

describe.each(['4.3.23', '4.3.142'] as const)('on Kazoo %s', (version) => {
  test.each(['dialogEvents', 'messageWaitingEvents', 'presenceEvents'])(
    '%s is refused with a sentence that says which version has it',
    async (field) => {
      await using harness = await startHarness({ kazoo: { version } });

      const reader = harness.subscribe(harness.clientOf('demo'), `subscription { ${field} { name } }`);

      await expect(reader.next()).rejects.toMatchObject([
        { message: expect.stringContaining('from Kazoo 5 on'), extensions: { code: 'BINDING_REJECTED' } },
      ]);
    },
  );

  test('the events of one participant arrive, though Kazoo knows no binding for them or another one', async () => {
    await using harness = await startRecordedHarness({ kazoo: { version } });
    const query = `subscription { conferenceEvents(conferenceId: "${conferenceId}", callId: "leg-1") { name callId } }`;
    const reader = harness.subscribe(harness.clientOf(bluefin), query);
    await harness.untilSubscribers(1);

    harness.kazoo.publishConferenceEvent(accountId, conferenceId, 'add-member', { call_id: 'leg-2' });
    harness.kazoo.publishConferenceEvent(accountId, conferenceId, 'add-member', { call_id: 'leg-1' });

    expect((await reader.next()).data).toEqual({ conferenceEvents: { name: 'add-member', callId: 'leg-1' } });
  });
});

describe('the commands of a conference', () => {
  const ways = (id: string): readonly string[] => [
    `subscription { conferenceCommandEvents(conferenceId: "${id}") { name } }`,
    `subscription { events(binding: "conference.command.${id}") { name } }`,
  ];

  test('of another account are refused, and so are those of an unknown one, without a command to Kazoo', async () => {
    await using harness = await startHarness();
    const [others] = harness.kazoo.directory.account('other').conferences;
    const client = harness.clientOf('demo');

    for (const id of [others?.id ?? '', 'f'.repeat(32), 'lunch']) {
      for (const query of ways(id)) {
        await expect(harness.subscribe(client, query).next(), query).rejects.toMatchObject([
          {
            message: 'The conference does not exist, or does not belong to this account.',
            extensions: { code: 'FORBIDDEN' },
          },
        ]);
      }
    }
    expect(harness.kazoo.subscribeRequests).toEqual([]);
  });

  test('may be followed from a parent account, and Kazoo is asked once whose the conference is', async () => {
    await using harness = await startHarness();
    const [conference] = harness.kazoo.directory.account('demo').conferences;
    const demo = harness.accountId('demo');
    const query = `subscription {
      conferenceCommandEvents(accountId: "${demo}", conferenceId: "${conference?.id}") { applicationName }
    }`;
    const first = harness.subscribe(harness.clientOf('demo'), query);
    await harness.untilSubscribers(1);
    const second = harness.subscribe(harness.clientOf('reseller'), query);
    await harness.untilSubscribers(2);

    harness.kazoo.publishConferenceCommand(conference?.id ?? '', 'lock');

    expect((await first.next()).data).toEqual({ conferenceCommandEvents: { applicationName: 'lock' } });
    expect((await second.next()).data).toEqual({ conferenceCommandEvents: { applicationName: 'lock' } });
    expect(harness.kazoo.subscribeRequests).toHaveLength(1);
    expect(harness.kazoo.crossbar.requests.filter(({ path }) => path.includes('conferences'))).toHaveLength(1);
  });
});

describe.each(['4.3.23', '4.3.142', 'master', '5'] as const)('the events of a conference on Kazoo %s', (version) => {
  test('are those of its names and legs, however they are asked for, through one subscription', async () => {
    await using harness = await startRecordedHarness({ kazoo: { version } });
    const client = harness.clientOf(bluefin);
    const readers = [
      `conferenceEvents(conferenceId: "${conferenceId}", events: [MUTE_MEMBER, LOCK], callId: "leg-1")`,
      `events(binding: "conference.event.${conferenceId}.leg-1.mute-member")`,
      `events(binding: "conference.event.mute-member.${conferenceId}.leg-1")`,
      `events(binding: "conference.event.mute-member.${conferenceId}.*")`,
    ].map((field) => harness.subscribe(client, `subscription { seen: ${field} { name binding } }`));
    await harness.untilSubscribers(readers.length);

    for (const event of ['add-member', 'mute-member']) {
      harness.kazoo.publishConferenceEvent(accountId, conferenceId, event, { call_id: 'leg-1' });
    }

    const seen = { name: 'mute-member', binding: `conference.event.${conferenceId}.*` };
    for (const reader of readers) expect((await reader.next()).data).toEqual({ seen });
    expect(harness.gateway.gauges.topics()).toBe(1);
  });
});

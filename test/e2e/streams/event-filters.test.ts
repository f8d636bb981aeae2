import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/simulator/json.ts';
import type { Harness } from '../../harness/gateway-harness.ts';
import { recordedAccount } from '../../harness/recorded/recorded-events.ts';
import { bluefin, startRecordedHarness } from './recorded-harness.ts';

const { id: accountId, conferenceId } = recordedAccount;

/** Publishes one event with these fields. */
type Publish = (kazoo: Harness['kazoo'], fields: JsonObject) => void;

interface Family {
  readonly field: string;
  readonly filterType: string;
  readonly publish: Publish;
  /** Default `master`. */
  readonly version?: '5';
  readonly filters: ReadonlyArray<readonly [filter: JsonObject, accepted: JsonObject, others: readonly JsonObject[]]>;
}

const call: Publish = (kazoo, { event = 'CHANNEL_CREATE', ...fields }) =>
  kazoo.publishCall(accountId, String(event), fields);
const document: Publish = (kazoo, { id = 'd1', action = 'doc_edited', type = 'user', ...fields }) =>
  kazoo.publishDocument(accountId, String(action), String(type), { id: String(id), ...fields });

const variables = (values: JsonObject): JsonObject => ({ custom_channel_vars: { account_id: accountId, ...values } });

const families: readonly Family[] = [
  {
    field: 'callEvents',
    filterType: 'CallEventFilter',
    publish: call,
    filters: [
      [{ ownerIds: ['u1', 'u2'] }, variables({ owner_id: 'u2' }), [variables({ owner_id: 'u3' }), {}]],
      [{ authorizingIds: ['d1'] }, variables({ authorizing_id: 'd1' }), [variables({ authorizing_id: 'd2' })]],
      [
        { authorizingTypes: ['resource'] },
        variables({ authorizing_type: 'resource' }),
        [variables({ authorizing_type: 'device' })],
      ],
      [{ callDirection: 'OUTBOUND' }, { call_direction: 'outbound' }, [{ call_direction: 'inbound' }, {}]],
      [{ callerIdNumbers: ['+49301'] }, { caller_id_number: '+49301' }, [{ caller_id_number: '+49302' }]],
      [{ calleeIdNumbers: ['+49301'] }, { callee_id_number: '+49301' }, [{ caller_id_number: '+49301' }]],
      [{ callIds: ['a@b.c', 'd'] }, { call_id: 'a@b.c' }, [{ call_id: 'e' }]],
      [
        { callInteractionIds: ['63877485845-1'] },
        variables({ call_interaction_id: '63877485845-1' }),
        [variables({ call_interaction_id: '63877485845-2' })],
      ],
      // Kazoo 5 also says it outside of the variables.
      [{ callInteractionIds: ['i1'] }, { interaction_id: 'i1' }, [{ interaction_id: 'i2' }]],
      [{ presenceIds: ['1@r'] }, { presence_id: '1@r' }, [{ presence_id: '2@r' }]],
      [
        { hangupCauses: ['USER_BUSY'] },
        { event: 'CHANNEL_DESTROY', hangup_cause: 'USER_BUSY' },
        [{ event: 'CHANNEL_DESTROY', hangup_cause: 'NORMAL_CLEARING' }, {}],
      ],
      [
        { parkingSlots: ['*07'] },
        { event: 'PARK_PARKED', parking_slot: '*07' },
        [{ event: 'PARK_PARKED', parking_slot: '101' }],
      ],
      [
        { hideLoopback: true },
        { channel_name: 'sofia/sipinterface_1/1001' },
        [{ channel_is_loopback: true }, { channel_loopback_leg: 'A' }, { channel_name: 'loopback/1001-a' }],
      ],
      [{ hideLoopback: false }, { channel_is_loopback: true }, []],
      [
        { ownerIds: ['u1'], callDirection: 'INBOUND' },
        { ...variables({ owner_id: 'u1' }), call_direction: 'inbound' },
        [
          { ...variables({ owner_id: 'u1' }), call_direction: 'outbound' },
          { ...variables({ owner_id: 'u2' }), call_direction: 'inbound' },
        ],
      ],
    ],
  },
  {
    field: `conferenceEvents(conferenceId: "${conferenceId}"`,
    filterType: 'ConferenceEventFilter',
    publish: (kazoo, { event = 'add-member', ...fields }) =>
      kazoo.publishConferenceEvent(accountId, conferenceId, String(event), fields),
    filters: [
      [{ names: ['mute-member', 'unmute-member'] }, { event: 'unmute-member' }, [{ event: 'add-member' }]],
      [{ callIds: ['leg-1'] }, { call_id: 'leg-1' }, [{ call_id: 'leg-2' }, {}]],
      [{ participantIds: [1] }, { participant_id: '1' }, [{ participant_id: 2 }, {}]],
      [{ ownerIds: ['u1'] }, variables({ owner_id: 'u1' }), [variables({ owner_id: 'u2' })]],
    ],
  },
  {
    field: `conferenceCommandEvents(conferenceId: "${conferenceId}"`,
    filterType: 'ConferenceCommandEventFilter',
    publish: (kazoo, { application = 'play', ...fields }) =>
      kazoo.publishConferenceCommand(conferenceId, String(application), fields),
    filters: [
      [{ applicationNames: ['kick'] }, { application: 'kick' }, [{ application: 'play' }]],
      [{ participantIds: [1] }, { participant_id: '1' }, [{ participant_id: 2 }]],
    ],
  },
  {
    field: 'faxEvents',
    filterType: 'FaxStatusEventFilter',
    publish: (kazoo, { job = 'job-1', ...fields }) => kazoo.publishFaxStatus(accountId, String(job), fields),
    filters: [
      [{ faxDirection: 'INCOMING' }, { direction: 'incoming' }, [{ direction: 'outgoing' }, {}]],
      [{ direction: 'INCOMING' }, { direction: 'incoming' }, [{ direction: 'outgoing' }, {}]],
      [{ faxStates: ['end', 'error'] }, { fax_state: 'error' }, [{ fax_state: 'send' }]],
      [{ faxboxIds: ['b1'] }, { faxbox_id: 'b1' }, [{ faxbox_id: 'b2' }, {}]],
      [{ jobIds: ['job-2'] }, { job: 'job-2' }, [{ job: 'job-1' }]],
    ],
  },
  {
    field: 'documentEvents',
    filterType: 'DocumentEventFilter',
    publish: document,
    filters: [
      [{ actions: ['DOC_CREATED', 'DOC_DELETED'] }, { action: 'doc_deleted' }, [{ action: 'doc_edited' }]],
      [{ types: ['conference', 'queue'] }, { type: 'queue' }, [{ type: 'user' }]],
      [{ documentIds: ['d2'] }, { id: 'd2' }, [{ id: 'd1' }]],
      [{ isSoftDeleted: true }, { is_soft_deleted: 'true' }, [{ is_soft_deleted: false }]],
      [{ isSoftDeleted: false }, { is_soft_deleted: false }, [{ is_soft_deleted: true }]],
    ],
  },
  {
    field: 'dialogEvents',
    filterType: 'DialogEventFilter',
    publish: (kazoo, fields) => kazoo.publishDialog(accountId, { call_id: 'leg-1', ...fields }),
    filters: [
      [{ presenceIds: ['1@r'] }, { presence_id: '1@r' }, [{ presence_id: '2@r' }]],
      [{ states: ['confirmed'] }, { state: 'confirmed' }, [{ state: 'early' }]],
      [{ dialogDirection: 'RECIPIENT' }, { direction: 'recipient' }, [{ direction: 'initiator' }]],
      [{ direction: 'RECIPIENT' }, { direction: 'recipient' }, [{ direction: 'initiator' }]],
    ],
  },
  {
    field: 'messageWaitingEvents',
    filterType: 'MessageWaitingEventFilter',
    publish: (kazoo, fields) => kazoo.publishMessageWaiting(accountId, '2001', fields),
    filters: [
      [{ presenceIds: ['1@r'] }, { presence_id: '1@r' }, [{ presence_id: '2@r' }]],
      [{ messagesWaiting: true }, { messages_waiting: 'yes' }, [{ messages_waiting: 'no' }]],
      [{ messagesWaiting: false }, { messages_waiting: 'no' }, [{ messages_waiting: 'yes' }]],
    ],
  },
  {
    field: 'presenceEvents',
    filterType: 'PresenceUpdateEventFilter',
    publish: (kazoo, fields) => kazoo.publishPresenceUpdate(accountId, { presence_id: '1@r', ...fields }),
    filters: [
      [{ presenceIds: ['1@r'] }, { presence_id: '1@r' }, [{ presence_id: '2@r' }]],
      [{ states: ['offline'] }, { state: 'offline' }, [{ state: 'online' }]],
    ],
  },
  {
    field: 'streamEvents',
    filterType: 'StreamEventFilter',
    version: '5',
    publish: (kazoo, { leg = 'leg-1', ...fields }) =>
      kazoo.publisher.stream(accountId, 'start', { call_id: String(leg), ...fields }),
    filters: [
      [{ callIds: ['leg-2'] }, { leg: 'leg-2' }, [{ leg: 'leg-1' }]],
      [{ streamIds: ['s1'] }, { stream_id: 's1' }, [{ stream_id: 's2' }, {}]],
    ],
  },
];

describe.each(families)('the filter of $field', ({ field, filterType, version, publish, filters }) => {
  const open = field.includes('(') ? `${field}, ` : `${field}(`;
  const query = `subscription ($filter: ${filterType}) { ${open}filter: $filter) { data } }`;

  test.each(filters)('%j lets through %j', async (filter, accepted, others) => {
    await using harness = await startRecordedHarness({ kazoo: { version: version ?? 'master' } });
    const reader = harness.subscribe<Record<string, { data: JsonObject }>>(harness.clientOf(bluefin), query, {
      filter,
    });
    await harness.untilSubscribers(1);

    for (const fields of others) publish(harness.kazoo, { ...fields, marker: 'other' });
    publish(harness.kazoo, { ...accepted, marker: 'accepted' });
    const { data } = await reader.next();

    expect(Object.values(data ?? {}).map(({ data: { marker } }) => marker)).toEqual(['accepted']);
    expect(reader.waiting).toBe(0);
  });
});

const calls = 'subscription ($filter: CallEventFilter) { callEvents(filter: $filter) { callId gap { reason } } }';

interface Calls {
  readonly callEvents: { readonly callId: string; readonly gap: { readonly reason: string } | null };
}

test('clients with the same filter share a group, others do not, and all share the topic', async () => {
  await using harness = await startRecordedHarness();
  const ofOwners = (ownerIds: readonly string[]) =>
    harness.subscribe<Calls>(harness.clientOf(bluefin), calls, { filter: { ownerIds } });
  const first = ofOwners(['u1']);
  const second = ofOwners(['u1']);
  const third = ofOwners(['u2']);
  const all = harness.subscribe<Calls>(harness.clientOf(bluefin), calls, {});
  await harness.untilSubscribers(4);

  expect(harness.gateway.gauges.operationGroups()).toBe(3);
  expect(harness.kazoo.subscribeRequests).toMatchObject([{ binding: 'call.*.*' }]);

  call(harness.kazoo, { call_id: 'c1', ...variables({ owner_id: 'u1' }) });
  call(harness.kazoo, { call_id: 'c2', ...variables({ owner_id: 'u2' }) });

  expect((await first.next()).data?.callEvents.callId).toBe('c1');
  expect((await second.next()).data?.callEvents.callId).toBe('c1');
  expect((await third.next()).data?.callEvents.callId).toBe('c2');
  expect([(await all.next()).data?.callEvents.callId, (await all.next()).data?.callEvents.callId]).toEqual([
    'c1',
    'c2',
  ]);
});

test('a filter that is written into the document separates groups as well', async () => {
  await using harness = await startRecordedHarness();
  const literal = (owner: string) => `subscription { callEvents(filter: {ownerIds: "${owner}"}) { callId } }`;
  harness.subscribe(harness.clientOf(bluefin), literal('u1'));
  harness.subscribe(harness.clientOf(bluefin), literal('u2'));
  await harness.untilSubscribers(2);

  expect(harness.gateway.gauges.operationGroups()).toBe(2);
});

test('a gap stays pending until an event that the filter lets through', async () => {
  await using harness = await startRecordedHarness();
  const client = harness.clientOf(bluefin);
  const reader = harness.subscribe<Calls>(client, calls, { filter: { callDirection: 'INBOUND' } });
  await harness.untilSubscribers(1);

  harness.kazoo.blackhole.dropSockets();
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length === 2);
  await harness.untilSubscribers(1);
  call(harness.kazoo, { call_id: 'c1', call_direction: 'outbound' });
  call(harness.kazoo, { call_id: 'c2', call_direction: 'inbound' });
  call(harness.kazoo, { call_id: 'c3', call_direction: 'inbound' });

  expect(await reader.next()).toMatchObject({
    data: { callEvents: { callId: 'c2', gap: { reason: 'UPSTREAM_DISCONNECTED' } } },
    extensions: { gap: { reason: 'UPSTREAM_DISCONNECTED' } },
  });
  expect(await reader.next()).toMatchObject({
    data: { callEvents: { callId: 'c3', gap: null } },
    extensions: { gap: null },
  });
});

test('a hidden caller cannot be found out by filtering', async () => {
  await using harness = await startRecordedHarness();
  const filter = { callerIdNumbers: ['+49301'] };
  const reader = harness.subscribe<Calls>(harness.clientOf(bluefin), calls, { filter });
  await harness.untilSubscribers(1);

  call(harness.kazoo, { call_id: 'c1', caller_id_number: '+49301', ...variables({ privacy_hide_number: true }) });
  call(harness.kazoo, { call_id: 'c2', caller_id_number: '+49301' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c2');
});

test('an empty list, which would let nothing through, is refused', async () => {
  await using harness = await startRecordedHarness();

  const reader = harness.subscribe(harness.clientOf(bluefin), calls, { filter: { ownerIds: [] } });

  await expect(reader.next()).rejects.toMatchObject([
    { message: expect.stringContaining('filter.ownerIds is empty'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { resumable } from '../../../src/client/index.ts';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { type Harness, type Reader, startHarness, until } from '../../harness/gateway-harness.ts';
import { clientOf, restricted, userId } from '../auth/restricted-users-harness.ts';
import { leaveMessage, tellCall } from './news-stories.ts';

const missedCalls = `subscription ($after: String, $filter: MissedCallFilter) {
  missedCalls(after: $after, filter: $filter) {
    id accountId callId direction from { name number } to { number userId }
    missedBy answeredBy { userId } leftVoicemail hangupCause occurredAt endedAt queueId cursor gap { reason certain }
  }
}`;
const voicemailMessages = `subscription ($after: String, $filter: VoicemailMessageFilter) {
  voicemailMessages(after: $after, filter: $filter) {
    id accountId boxId boxName mailbox ownerId callId callerIdName callerIdNumber
    timestamp lengthMs folder transcription cursor gap { reason certain }
  }
}`;

interface Told {
  readonly id: string;
  readonly cursor: string;
  readonly gap: unknown;
  readonly [field: string]: unknown;
}

type News = Readonly<Record<string, Told>>;

const versions: readonly KazooVersion[] = ['4.3.142', '5'];
const lingering = { settings: { LINGER_MS: '60000' } };

async function nextOf(reader: Reader<News>): Promise<Told | undefined> {
  return Object.values((await reader.next()).data ?? {})[0];
}

/** The callers' legs of calls, or of those who left messages. */
async function callIdsOf(reader: Reader<News>, count: number): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  while (ids.length < count) ids.push((await nextOf(reader))?.['callId']);
  return ids;
}

function follow(harness: Harness, query: string, variables = {}): Reader<News> {
  return harness.subscribe<News>(harness.clientOf('demo'), query, variables);
}

function requestsFor({ kazoo }: Harness, part: string): number {
  return kazoo.crossbar.requests.filter(({ path }) => path.includes(part)).length;
}

describe.each(versions)('on %s', (version) => {
  test('a missed call and its message are told with what Kazoo knows, read once for all', async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const [ann] = harness.kazoo.directory.account('demo').users;
    const [box] = harness.kazoo.directory.account('demo').voicemailBoxes;
    const calls = [follow(harness, missedCalls), follow(harness, missedCalls)];
    const messages = [follow(harness, voicemailMessages), follow(harness, voicemailMessages)];
    await harness.untilSubscribers(4);

    tellCall(harness, 'rang', [{ ownerId: ann?.id ?? '' }]);
    tellCall(harness, 'taken', [{ ownerId: ann?.id ?? '' }], true);
    leaveMessage(harness, `202603-${'a'.repeat(32)}`, 'taken');

    for (const reader of calls) {
      expect(await nextOf(reader)).toMatchObject({ callId: 'rang-caller', leftVoicemail: false });
      expect(await nextOf(reader)).toEqual({
        id: expect.stringMatching(/^missed\/taken\//),
        accountId: harness.accountId('demo'),
        callId: 'taken-caller',
        direction: 'INBOUND',
        from: { name: 'Ольга', number: '+74955550123' },
        to: { number: '1002', userId: ann?.id },
        missedBy: [ann?.id],
        answeredBy: null,
        leftVoicemail: true,
        hangupCause: 'ORIGINATOR_CANCEL',
        occurredAt: expect.stringMatching(/Z$/),
        endedAt: expect.stringMatching(/Z$/),
        queueId: null,
        cursor: expect.any(String),
        gap: null,
      });
    }
    for (const reader of messages)
      expect(await nextOf(reader)).toEqual({
        id: `202603-${'a'.repeat(32)}`,
        accountId: harness.accountId('demo'),
        boxId: box?.id,
        boxName: box?.name,
        mailbox: box?.number,
        ownerId: box?.ownerId,
        callId: 'taken-caller',
        callerIdName: 'Ольга',
        callerIdNumber: '+74955550123',
        timestamp: expect.stringMatching(/Z$/),
        lengthMs: 4_200,
        folder: 'new',
        transcription: 'Call me back.',
        cursor: expect.any(String),
        gap: null,
      });
    expect(requestsFor(harness, '/vmboxes/messages')).toBe(1);
    expect(harness.gateway.gauges.operationGroups()).toBe(2);
    expect(harness.kazoo.subscribeRequests.map(({ binding }) => binding).toSorted()).toEqual([
      'call.*.*',
      'object.*.mailbox_message',
    ]);
  });

  test('who comes back gets what was told meanwhile, once and in order', async () => {
    await using harness = await startHarness({ ...lingering, kazoo: { version } });
    const [calls, messages] = [follow(harness, missedCalls), follow(harness, voicemailMessages)];
    await harness.untilSubscribers(2);
    tellCall(harness, 'seen', []);
    leaveMessage(harness, `202603-${'0'.repeat(32)}`, 'other');
    const [lastCall, lastMessage] = [await nextOf(calls), await nextOf(messages)];
    calls.stop();
    messages.stop();
    await harness.untilSubscribers(0);

    tellCall(harness, 'missed-1', []);
    tellCall(harness, 'missed-2', []);
    const again = follow(harness, missedCalls, { after: lastCall?.cursor });
    const messagesAgain = follow(harness, voicemailMessages, { after: lastMessage?.cursor });
    await harness.untilSubscribers(2);
    leaveMessage(harness, `202603-${'1'.repeat(32)}`, 'later');
    tellCall(harness, 'live', []);

    expect(await callIdsOf(again, 3)).toEqual(['missed-1-caller', 'missed-2-caller', 'live-caller']);
    expect(await callIdsOf(messagesAgain, 1)).toEqual(['later-caller']);
    expect([again.waiting, messagesAgain.waiting]).toEqual([0, 0]);
  });
});

test('a client whose connections are cut gets each missed call once, and is told of no gap', async () => {
  await using harness = await startHarness(lingering);
  const sockets: WebSocket[] = [];
  const onGap = vi.fn<() => void>();
  const told: unknown[] = [];
  const client = harness.clientOf('demo', {
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: async () => undefined,
    on: { connected: (socket) => void (socket instanceof WebSocket && sockets.push(socket)) },
  });
  resumable(client, { onGap }).subscribe<News>(
    { query: missedCalls },
    {
      next: ({ data }) => void told.push(data?.['missedCalls']?.['callId']),
      error: (error) => void told.push(error),
      complete: () => undefined,
    },
  );
  await harness.untilSubscribers(1);

  const expected: string[] = [];
  for (let round = 1; round <= 2; round += 1) {
    for (const name of [`${round}-a`, `${round}-b`]) {
      tellCall(harness, name, []);
      expected.push(`${name}-caller`);
    }
    await until(() => expect(told.length).toBeGreaterThanOrEqual(expected.length - 1));
    sockets.at(-1)?.terminate();
    tellCall(harness, `${round}-c`, []);
    expected.push(`${round}-c-caller`);
    await until(() => expect(sockets).toHaveLength(round + 1));
  }

  await until(() => expect(told).toHaveLength(expected.length));
  expect(told).toEqual(expected);
  expect(onGap).not.toHaveBeenCalled();
});

test('a call that begins before the connection is lost and ends after it is told to who comes back', async () => {
  await using harness = await startHarness(lingering);
  const reader = follow(harness, missedCalls);
  await harness.untilSubscribers(1);
  tellCall(harness, 'seen', []);
  const last = await nextOf(reader);
  const accountId = harness.accountId('demo');
  const leg = {
    call_id: 'long-caller',
    call_direction: 'inbound',
    custom_channel_vars: { account_id: accountId, call_interaction_id: 'long', authorizing_type: 'resource' },
  };
  harness.kazoo.publishCall(accountId, 'CHANNEL_CREATE', leg);
  tellCall(harness, 'between', []);
  await nextOf(reader);

  reader.stop();
  await harness.untilSubscribers(0);
  harness.kazoo.publishCall(accountId, 'CHANNEL_DESTROY', { ...leg, hangup_cause: 'NO_ANSWER' });
  const again = follow(harness, missedCalls, { after: last?.cursor });

  expect(await callIdsOf(again, 2)).toEqual(['between-caller', 'long-caller']);
});

test('a lost socket to Kazoo is a gap of what is told, which cannot be resumed across it', async () => {
  await using harness = await startHarness(lingering);
  const reader = follow(harness, missedCalls);
  await harness.untilSubscribers(1);
  tellCall(harness, 'before', []);
  const before = await nextOf(reader);

  harness.kazoo.blackhole.dropSockets();
  await harness.kazoo.waitFor(() => harness.kazoo.subscribeRequests.length >= 4);
  await harness.untilSubscribers(1);
  tellCall(harness, 'after', []);

  expect(await nextOf(reader)).toMatchObject({
    callId: 'after-caller',
    gap: { reason: 'UPSTREAM_DISCONNECTED', certain: true },
  });
  const again = follow(harness, missedCalls, { after: before?.cursor });
  await expect(again.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
});

test('what nobody has followed since cannot be resumed', async () => {
  await using harness = await startHarness();
  const reader = harness.subscribe(harness.clientOf('demo'), 'subscription { callEvents { cursor } }');
  await harness.untilSubscribers(1);
  tellCall(harness, 'seen', []);
  const { data } = await reader.next();
  const after = Object(data?.['callEvents'])['cursor'];

  const late = follow(harness, missedCalls, { after });

  await expect(late.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
});

test('users who see only their own get their own missed calls and messages, and who answered', async () => {
  await using harness = await startHarness(restricted);
  const [taro, olga] = [userId(harness, 'taro'), userId(harness, 'olga')];
  const boxes = harness.kazoo.directory.account('demo').voicemailBoxes;
  const boxOf = (ownerId: string) => boxes.findIndex((box) => box.ownerId === ownerId);
  const calls = harness.subscribe<News>(clientOf(harness, 'taro'), missedCalls);
  const messages = harness.subscribe<News>(clientOf(harness, 'taro'), voicemailMessages);
  const all = follow(harness, missedCalls);
  const ofTaro = follow(harness, missedCalls, { filter: { missedBy: [taro] } });
  await harness.untilSubscribers(4);

  tellCall(harness, 'of-olga', [{ ownerId: olga }]);
  tellCall(harness, 'answered-by-olga', [{ ownerId: taro }, { ownerId: olga, isAnswered: true }]);
  tellCall(harness, 'of-both', [{ ownerId: taro }, { ownerId: olga }]);
  leaveMessage(harness, `202603-${'0'.repeat(32)}`, 'x', boxOf(olga));
  leaveMessage(harness, `202603-${'1'.repeat(32)}`, 'x', boxOf(taro));

  for (const reader of [calls, ofTaro]) {
    expect(await nextOf(reader)).toMatchObject({
      callId: 'answered-by-olga-caller',
      answeredBy: { userId: olga },
      missedBy: [taro],
    });
    expect(await nextOf(reader)).toMatchObject({ callId: 'of-both-caller', answeredBy: null });
  }
  expect(await callIdsOf(all, 2)).toEqual(['of-olga-caller', 'of-both-caller']);
  expect(await nextOf(messages)).toMatchObject({ id: `202603-${'1'.repeat(32)}`, ownerId: taro });
  expect([calls.waiting, messages.waiting, all.waiting, ofTaro.waiting]).toEqual([0, 0, 0, 0]);
});

test('missed calls and messages are of one account', async () => {
  await using harness = await startHarness();

  for (const field of ['missedCalls', 'voicemailMessages']) {
    const reader = harness.subscribe(harness.clientOf('master'), `subscription { ${field}(accountId: "*") { id } }`);
    await expect(reader.next(), field).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
});

test('a message that Kazoo fails to tell of is asked for again, and told when it can be read', async () => {
  await using harness = await startHarness();
  harness.kazoo.crossbar.faults.failWith(503, { path: /\/vmboxes\/messages$/, count: 1 });
  const reader = follow(harness, voicemailMessages);
  await harness.untilSubscribers(1);

  leaveMessage(harness, `202603-${'0'.repeat(32)}`, 'x');
  await harness.kazoo.waitFor(() => requestsFor(harness, '/vmboxes/messages') === 1);
  harness.kazoo.publishDocument(harness.accountId('demo'), 'doc_edited', 'mailbox_message', {
    id: `202603-${'0'.repeat(32)}`,
    rev: '3-c',
  });

  expect(await nextOf(reader)).toMatchObject({ lengthMs: 4_200 });
});

test('messages are told to nobody whom Kazoo does not list the boxes, nor any longer', async () => {
  await using harness = await startHarness({ settings: { RECHECK_INTERVAL_MS: '100' } });
  const heard = follow(harness, voicemailMessages);
  await harness.untilSubscribers(1);
  harness.kazoo.crossbar.faults.failWith(403, { path: /\/vmboxes/ });

  const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo') });
  const refused = harness.subscribe(harness.client({ connectionParams: { authToken } }), voicemailMessages);

  const forbidden = [{ extensions: { code: 'FORBIDDEN' } }];
  await expect(refused.next()).rejects.toMatchObject(forbidden);
  await expect(heard.next()).rejects.toMatchObject(forbidden);
});

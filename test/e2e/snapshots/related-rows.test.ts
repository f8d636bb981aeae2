import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';
import type { recordedRestData } from '../../harness/recorded/recorded-rest.ts';

const counted = 'voicemailBoxes { nodes { messages messagesNew messagesSaved } }';
const everyBox = Array(6).fill({ messages: 3, messagesNew: 1, messagesSaved: 2 });

test('Kazoo 5 counts new and saved messages in its list', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' } });

  expect(await nodesOf(harness, counted)).toEqual(everyBox);
  expect(listRequests(harness)).toEqual(['vmboxes']);
});

test.each<KazooVersion>(['4.3.23', '4.3.142', 'master'])(
  'on %s the gateway counts them, with one request',
  async (version) => {
    await using harness = await startHarness({ kazoo: { version } });

    expect(await nodesOf(harness, counted)).toEqual(everyBox);
    expect(listRequests(harness)).toEqual(['vmboxes', 'vmboxes/messages']);
    expect(harness.kazoo.crossbar.requests.at(-1)?.query.get('filter_folder')).toBe('new');
  },
);

test('messages that Kazoo does not filter are counted by their folder', async () => {
  await using harness = await startHarness({ kazoo: { version: '4.3.142' } });
  const [box] = harness.kazoo.directory.account('demo').voicemailBoxes;
  const messages = ['new', 'saved', 'deleted', 'new'].map((folder) => ({ [box?.id ?? '']: { folder } }));
  bring(harness, 'vmboxes/messages', messages);

  expect((await nodesOf(harness, counted)).at(0)).toEqual({ messages: 3, messagesNew: 2, messagesSaved: 1 });
});

test('where nobody left a message, none are asked for', async () => {
  await using harness = await startHarness({ kazoo: { version: '4.3.142' } });
  bring(harness, 'vmboxes', [{ id: 'a'.repeat(32), messages: 0 }]);

  expect(await nodesOf(harness, counted)).toEqual([{ messages: 0, messagesNew: 0, messagesSaved: 0 }]);
  expect(listRequests(harness)).toEqual(['vmboxes']);
});

test('more new messages than are read fail the counts alone', async () => {
  await using harness = await startHarness({ kazoo: { version: '4.3.142' } });
  const [box] = harness.kazoo.directory.account('demo').voicemailBoxes;
  const messages = Array.from({ length: 200 }, () => ({ [box?.id ?? '']: { folder: 'new' } }));
  harness.kazoo.crossbar.faults.answerWith(
    { status: 200, data: messages, paging: { next_start_key: 'more' } },
    { path: /\/vmboxes\/messages$/ },
  );

  const { data, errors = [] } = await ask(harness, `{ ${counted} }`);

  expect(data?.['voicemailBoxes']?.nodes[0]).toEqual({ messages: 3, messagesNew: null, messagesSaved: null });
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['RATE_LIMITED']));
  expect(listRequests(harness).filter((path) => path === 'vmboxes/messages')).toHaveLength(5);
});

test.each<KazooVersion>(['4.3.142', 'master', '5'])(
  'on %s the participants of a conference have names and users',
  async (version) => {
    await using harness = await startHarness({ kazoo: { version } });
    const { id: conferenceId } = meet(harness, {});

    const [conference] = await nodesOf(
      harness,
      `conferences {
      nodes { participants { callId callerIdName callerIdNumber owner { username } isModerator speak talking } }
    }`,
    );

    expect(conference).toEqual({
      participants: [
        {
          callId: 'leg',
          callerIdName: 'Ольга Смирнова',
          callerIdNumber: '1003',
          owner: { username: 'olga' },
          isModerator: true,
          speak: false,
          talking: false,
        },
      ],
    });
    expect(listRequests(harness)).toContain(`conferences/${conferenceId}/participants`);
  },
);

test('a participant who asked for privacy has no name', async () => {
  await using harness = await startHarness();
  meet(harness, { privacy_hide_number: true });

  expect(
    await nodesOf(harness, 'conferences { nodes { participants { callId callerIdName callerIdNumber } } }'),
  ).toEqual([{ participants: [{ callId: 'leg', callerIdName: null, callerIdNumber: null }] }]);
});

test('nobody asks who is in a conference that nobody is in', async () => {
  await using harness = await startHarness();

  expect(await nodesOf(harness, 'conferences { nodes { participants { callId } } }')).toEqual([{ participants: [] }]);
  expect(listRequests(harness)).toEqual(['conferences']);
});

test('the calls of queues name the agents that have them', async () => {
  await using harness = await startHarness();
  const agent = harness.kazoo.directory.user('demo', 'taro');
  bring(harness, 'queues/stats', {
    current_timestamp: 63877485845,
    stats: [
      { id: 'a::1', queue_id: 'first', call_id: 'a', status: 'handled', agent_id: agent.id, talk_time: 7 },
      { id: 'b::2', queue_id: 'second', call_id: 'b', status: 'waiting' },
    ],
  });

  expect(await nodesOf(harness, 'queueCalls { nodes { id queueId agent { username } talkTimeSeconds } }')).toEqual([
    { id: 'a::1', queueId: 'first', agent: { username: 'taro' }, talkTimeSeconds: 7 },
    { id: 'b::2', queueId: 'second', agent: null, talkTimeSeconds: null },
  ]);
});

test('without the call centre application there are no calls of queues', async () => {
  await using harness = await startHarness({ kazoo: { hasQueues: false } });

  expect(await nodesOf(harness, 'queueCalls { nodes { id } }')).toEqual([]);
});

test('faxes of each folder have the numbers that their row names', async () => {
  await using harness = await startHarness();
  const fields = '{ nodes { folder status fromNumber toNumber fromName pagesSent success owner { username } } }';

  const { data, errors } = await ask(
    harness,
    `{
      inbox: faxes(folder: INBOX) ${fields}
      outbox: faxes(folder: OUTBOX) ${fields}
      outgoing: faxes(folder: OUTGOING) ${fields}
    }`,
  );

  const done = { status: 'completed', fromNumber: '+14155550123', toNumber: '+14155550142', fromName: 'Café Ñoño' };
  const sent = { ...done, pagesSent: 2, success: true, owner: { username: 'demo' } };
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    inbox: { nodes: [{ ...sent, folder: 'INBOX', pagesSent: null }] },
    outbox: { nodes: [{ ...sent, folder: 'OUTBOX' }] },
    outgoing: {
      nodes: [
        { folder: 'OUTGOING', status: 'pending', fromNumber: '+14155550142', toNumber: '+14155550123', success: null },
      ],
    },
  });
});

interface Answer {
  readonly data?: Readonly<Record<string, { readonly nodes: readonly unknown[] }>> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** One participant of the first conference, whose leg has these variables beside its owner. */
function meet({ kazoo }: Harness, variables: Readonly<Record<string, boolean>>): { readonly id: string } {
  const { conferences } = kazoo.directory.account('demo');
  const id = conferences[0]?.id ?? '';
  kazoo.live.join({
    conferenceId: id,
    participantId: 1,
    callId: 'leg',
    joinedAtMs: Date.now(),
    isModerator: true,
    callerName: 'Ольга Смирнова',
    callerNumber: '1003',
    channelVariables: { owner_id: kazoo.directory.user('demo', 'olga').id, ...variables },
    variables: { speak: false, talking: false, hear: true },
  });
  return { id };
}

function bring({ kazoo }: Harness, path: string, data: ReturnType<typeof recordedRestData>): void {
  kazoo.crossbar.faults.answerWith({ status: 200, data }, { path: new RegExp(`/v2/accounts/[^/]+/${path}$`) });
}

function listRequests({ kazoo }: Harness): readonly string[] {
  return kazoo.crossbar.requests
    .map(({ path }) => path.replace(/^\/v2\/accounts\/[0-9a-f]+\/?/, ''))
    .filter((path) => path !== '' && !path.startsWith('/') && !path.startsWith('users'));
}

async function nodesOf(harness: Harness, field: string): Promise<readonly unknown[]> {
  const { data, errors } = await ask(harness, `{ answer: ${field} }`);
  expect(errors).toBeUndefined();
  return data?.['answer']?.nodes ?? [];
}

async function ask(harness: Harness, query: string): Promise<Answer> {
  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });
  return body;
}

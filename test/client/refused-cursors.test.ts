import { afterEach, expect, test, vi } from 'vitest';
import { type Gap, resumable } from '../../src/client/index.ts';
import { ReloadPace } from '../../src/client/reload-pace.ts';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';

const calls = 'subscription ($after: String, $id: ID) { callEvents(accountId: $id, after: $after) { callId cursor } }';
const documents = 'subscription ($after: String) { documentEvents(type: USER, after: $after) { documentId cursor } }';
/** As a gateway that ran before this one issued it. */
const ofAnotherProcess = 'abc-123';
const lingering = { settings: { LINGER_MS: '60000' } };

interface Stream {
  readonly callEvents?: { readonly callId: string };
  readonly documentEvents?: { readonly documentId: string };
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** Loads the calls of the user's own account, as the guide does, and returns the cursor. */
async function loadCalls(harness: Harness, username: string): Promise<unknown> {
  const headers = { 'X-Auth-Token': harness.token(username) };
  const { body } = await harness.post({ query: '{ channels { cursor } }' }, headers);
  const { cursor } = (body as { data: { channels: { cursor: string } } }).data.channels;
  expect(cursor).toEqual(expect.any(String));
  return cursor;
}

function publishCall(harness: Harness, account: string, callId: string): void {
  harness.kazoo.publishCall(harness.accountId(account), 'CHANNEL_CREATE', { call_id: callId });
}

test('after a restart each subscription reloads once and goes on, also after the cursor of the other', async () => {
  await using harness = await startHarness(lingering);
  const requests: string[] = [];
  const client = resumable(harness.clientOf('demo'), {
    onGap(_, { query }) {
      requests.push(query);
      return loadCalls(harness, 'demo');
    },
  });
  const after = ofAnotherProcess;

  const callReader = harness.subscribe<Stream>(client, calls, { after });
  const documentReader = harness.subscribe<Stream>(client, documents, { after });
  await until(() => expect(requests).toHaveLength(2));
  await harness.untilSubscribers(2);
  publishCall(harness, 'demo', 'c1');
  harness.kazoo.publishDocument(harness.accountId('demo'), 'doc_edited', 'user', { id: 'u1' });

  expect(await callReader.next()).toMatchObject({ data: { callEvents: { callId: 'c1' } } });
  expect(await documentReader.next()).toMatchObject({ data: { documentEvents: { documentId: 'u1' } } });
  expect(requests.toSorted()).toEqual([documents, calls].toSorted());
});

test("a stream of another account goes on after the cursor of the user's own", async () => {
  await using harness = await startHarness(lingering);
  const told: unknown[] = [];
  const client = resumable(harness.clientOf('master'), {
    onGap: (gap) => {
      told.push(gap);
      return loadCalls(harness, 'master');
    },
  });

  const reader = harness.subscribe<Stream>(client, calls, { id: harness.accountId('demo'), after: ofAnotherProcess });
  await until(() => expect(told).toHaveLength(1));
  await harness.untilSubscribers(1);
  publishCall(harness, 'demo', 'c1');

  expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: 'c1' } } });
  expect(told).toEqual([undefined]);
});

/** Lets the pauses between reloads last a thousandth. */
function hurry(): void {
  const { next } = ReloadPace.prototype;
  vi.spyOn(ReloadPace.prototype, 'next').mockImplementation(function (this: ReloadPace, ofMany) {
    const pauseMs = next.call(this, ofMany);
    return pauseMs === undefined ? undefined : pauseMs / 1000;
  });
}

/** Publishes calls until the reader has one. */
async function untilLive(harness: Harness, reader: { readonly waiting: number }): Promise<void> {
  let published = 0;
  await until(() => {
    published += 1;
    publishCall(harness, 'demo', `live-${published}`);
    expect(reader.waiting).toBeGreaterThan(0);
  });
}

for (const [what, load] of [
  ['another instance answers', (_: Harness, elsewhere: Harness) => loadCalls(elsewhere, 'demo')],
  [
    'loading takes longer than the linger',
    async (harness: Harness) => {
      const cursor = await loadCalls(harness, 'demo');
      await until(() => expect(harness.gateway.gauges.topics()).toBe(0));
      return cursor;
    },
  ],
] as const) {
  test(`where ${what} each time, the stream ends up live and says what may be missing`, async () => {
    hurry();
    await using harness = await startHarness();
    await using elsewhere = await startHarness();
    const told: (Gap | undefined)[] = [];
    const client = resumable(harness.clientOf('demo'), {
      onGap: (gap) => {
        told.push(gap);
        return gap === undefined ? load(harness, elsewhere) : undefined;
      },
    });

    const reader = harness.subscribe<Stream>(client, calls, { after: ofAnotherProcess });
    await until(() => expect(told).toHaveLength(5));
    await untilLive(harness, reader);

    expect(told).toEqual([
      ...Array(5).fill(undefined),
      { from: expect.any(String), to: expect.any(String), reason: 'CURSOR_EXPIRED', certain: true },
    ]);
    expect(await reader.next()).toMatchObject({ data: { callEvents: { callId: expect.stringMatching('live') } } });
  });
}

import { createClient as createSseClient } from 'graphql-sse';
import { expect, test } from 'vitest';
import { type LiveSnapshot, type LiveTable, liveTable, resumable } from '../../../src/client/index.ts';
import { callLegs } from '../../e2e/live/call-legs.ts';
import { CutLine } from '../../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';

const query = `subscription ($accountId: ID) {
  calls(accountId: $accountId) { kind cursor takenAt gap { reason } calls { id state } removed { id reason } }
}`;
const retrying = { retryAttempts: Number.POSITIVE_INFINITY, shouldRetry: () => true, retryWait: async () => undefined };

interface Call {
  readonly id: string;
  readonly state: string;
}

interface Calls {
  readonly calls: { readonly kind: string; readonly calls: readonly Call[]; readonly removed: readonly Call[] };
}

function addCall(harness: Harness, id: string): void {
  const createdAtMs = Date.now() - 60_000;
  const accountId = harness.accountId('demo');
  harness.kazoo.live.addChannel({ accountId, callId: `${id}-inbound`, interactionId: id, createdAtMs });
}

/** Listens, and collects each picture in turn. */
function watch(table: LiveTable<Call>) {
  const pictures: LiveSnapshot<Call>[] = [];
  const leave = table.subscribe(() => pictures.push(table.getSnapshot()));
  return { leave, pictures, statuses: () => pictures.map(({ status }) => status) };
}

function idsOf(table: LiveTable<Call>): readonly string[] {
  return table.getSnapshot().rows.map(({ id }) => id);
}

test('a table follows calls, and its last listener ends the subscription', async () => {
  await using harness = await startHarness();
  addCall(harness, 'first');
  const table = liveTable<Calls>(harness.clientOf('demo'), { query });
  const { leave } = watch(table);
  await until(() => expect(table.getSnapshot()).toMatchObject({ status: 'LIVE', rows: [{ id: 'first' }] }));

  const call = callLegs(harness, 'demo', 'second');
  call.inbound('CHANNEL_CREATE');
  await until(() => expect(table.getSnapshot().rows).toMatchObject([{ id: 'first' }, { state: 'RINGING' }]));
  call.inbound('CHANNEL_ANSWER');
  await until(() => expect(table.getSnapshot().rows).toMatchObject([{ id: 'first' }, { state: 'ANSWERED' }]));
  call.inbound('CHANNEL_DESTROY');
  await until(() => expect(idsOf(table)).toEqual(['first']));
  leave();

  await harness.untilSubscribers(0);
});

for (const [name, wrap] of [
  ['a client of graphql-ws', (client: ReturnType<Harness['client']>) => client],
  ['a resumable one', (client: ReturnType<Harness['client']>) => resumable(client, { onGap: () => undefined })],
] as const) {
  test(`over ${name} the old rows stay while the connection is lost, and then are right again`, async () => {
    await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
    await using line = await CutLine.to(harness.url);
    addCall(harness, 'stays');
    const ends = callLegs(harness, 'demo', 'ends');
    const client = wrap(harness.clientOf('demo', { ...retrying, url: line.url.replace('http', 'ws') }));
    const table = liveTable<Calls>(client, { query });
    const { statuses } = watch(table);
    await until(() => expect(idsOf(table)).toEqual(['stays']));
    ends.inbound('CHANNEL_CREATE');
    await until(() => expect(idsOf(table)).toEqual(['stays', 'ends']));

    line.cut();
    await until(() => expect(table.getSnapshot().status).toBe('RECONNECTING'));
    expect(idsOf(table)).toEqual(['stays', 'ends']);
    ends.inbound('CHANNEL_DESTROY');
    line.mend();
    await until(() => expect(table.getSnapshot().status).toBe('LIVE'));

    expect(idsOf(table)).toEqual(['stays']);
    expect(statuses().filter((status, index, all) => status !== all[index - 1])).toEqual([
      'LIVE',
      'RECONNECTING',
      'LIVE',
    ]);
  });
}

test('over SSE, too, a table comes back after a lost connection', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  addCall(harness, 'stays');
  const client = createSseClient({
    url: line.url,
    headers: { 'X-Auth-Token': harness.token('demo') },
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: async () => undefined,
  });
  const table = liveTable<Calls>(client, { query });
  const { statuses } = watch(table);
  await until(() => expect(idsOf(table)).toEqual(['stays']));

  line.cut();
  await harness.untilSubscribers(0);
  line.mend();
  await until(() => expect(statuses()).toEqual(['LIVE', 'RECONNECTING', 'LIVE']));

  expect(idsOf(table)).toEqual(['stays']);
  client.dispose();
});

test('over SSE a table goes on with the next token when its own expires', async () => {
  await using harness = await startHarness();
  addCall(harness, 'stays');
  const tokens = [harness.token('demo', 3), harness.token('demo')];
  const client = createSseClient({ url: harness.url, headers: () => ({ 'X-Auth-Token': tokens.shift() ?? '' }) });
  const table = liveTable<Calls>(client, { query });
  const { statuses, pictures } = watch(table);

  await until(() => expect(statuses()).toEqual(['LIVE', 'RECONNECTING', 'LIVE']));

  expect(pictures[1]?.error).toMatchObject({ extensions: { code: 'TOKEN_EXPIRED' } });
  expect(table.getSnapshot()).toMatchObject({ rows: [{ id: 'stays' }], error: undefined });
  client.dispose();
});

test('when Kazoo is lost, the table says what may have been missed, and is right again', async () => {
  await using harness = await startHarness();
  addCall(harness, 'known');
  const table = liveTable<Calls>(harness.clientOf('demo'), { query });
  const { pictures } = watch(table);
  await until(() => expect(idsOf(table)).toEqual(['known']));

  harness.kazoo.blackhole.dropSockets();
  addCall(harness, 'missed');
  await until(() => expect(idsOf(table)).toEqual(['known', 'missed']));

  expect(pictures.at(-1)).toMatchObject({ status: 'LIVE', gap: { reason: 'UPSTREAM_DISCONNECTED' } });
});

test('a table that may not be seen ends, and says why', async () => {
  await using harness = await startHarness();
  const variables = { accountId: harness.accountId('other') };
  const table = liveTable<Calls>(harness.clientOf('demo'), { query, variables });
  watch(table);

  await until(() => expect(table.getSnapshot().status).toBe('ENDED'));

  expect(table.getSnapshot()).toMatchObject({ rows: [], error: { extensions: { code: 'FORBIDDEN' } } });
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import { call } from '../harness/crossbar-client.ts';
import { RawClient } from '../harness/raw-client.ts';
import type { Event } from '../harness/traffic-listener.ts';
import { minuteMs, onlyDemo, startMs } from '../harness/traffic-listener.ts';

test('REST shows the channels that are up, and none when all calls have ended', async () => {
  const clock = new ManualClock(startMs);
  // On 4.3 every leg says that it ends.
  await using kazoo = await KazooSimulator.start({ version: '4.3.142', now: clock.now, after: clock.after });
  const demo = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: demo.id });
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const data = { account_id: demo.id, binding: 'call.*.*' };
  await client.ask({ action: 'subscribe', auth_token: token, data });
  const up = new Set<unknown>();

  const stop = kazoo.startTraffic({ accounts: onlyDemo });
  clock.advance(minuteMs);
  await client.settle();
  for (const frame of await client.take(client.waiting.length)) {
    const event: Event = JSON.parse(frame);
    if (event.name === 'CHANNEL_CREATE') up.add(event.data['call_id']);
    if (event.name === 'CHANNEL_DESTROY') up.delete(event.data['call_id']);
  }
  const during = await call(kazoo.apiUrl, { path: `/v2/accounts/${demo.id}/channels`, token });
  stop();
  const after = await call(kazoo.apiUrl, { path: `/v2/accounts/${demo.id}/channels`, token });

  const rows: readonly { uuid: string }[] = JSON.parse(during.text).data;
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ uuid }) => uuid))).toEqual(up);
  expect(after.body.data).toEqual([]);
});

test.each([
  ['rest.channels.list', 'master'],
  ['rest.channels.list.4x', '4.3.142'],
] as const)('a row of %s has what %s shows', async (fixture, version) => {
  const clock = new ManualClock(startMs);
  await using kazoo = await KazooSimulator.start({ version, now: clock.now, after: clock.after });
  const demo = kazoo.directory.account('demo');
  const token = kazoo.issueToken({ accountId: demo.id });

  kazoo.startTraffic({ accounts: onlyDemo, callsPerMinute: 30 });
  clock.advance(20_000);
  const { text } = await call(kazoo.apiUrl, { path: `/v2/accounts/${demo.id}/channels`, token });

  const rows: readonly Readonly<Record<string, unknown>>[] = JSON.parse(text).data;
  const types = new Map(rows.flatMap((row) => Object.entries(row)).map(([key, value]) => [key, typeof value]));
  const [recorded] = readRows(fixture);
  for (const [key, value] of Object.entries(recorded ?? {})) {
    // `callflow_id` is on some rows only.
    if (key !== 'callflow_id') expect([key, types.get(key)]).toEqual([key, typeof value]);
  }
  expect(types.has('caller_id_name')).toBe(version !== 'master');
});

test('in a minute of the demo something happens every second or so, on both accounts', async () => {
  const clock = new ManualClock(startMs);
  await using kazoo = await KazooSimulator.start({ now: clock.now, after: clock.after });
  kazoo.registerToken('master', { accountId: kazoo.directory.account('master').id });
  const counts: Record<string, number> = {};
  for (const name of ['demo', 'other']) {
    const { id } = kazoo.directory.account(name);
    await using client = await RawClient.open(kazoo.blackholeUrl);
    await client.ask({ action: 'subscribe', auth_token: 'master', data: { account_id: id, binding: 'call.*.*' } });
    const stop = kazoo.startTraffic();
    clock.advance(5 * minuteMs);
    await client.settle();
    stop();
    counts[name] = client.waiting.length;
  }

  expect(counts['demo']).toBeGreaterThan(150);
  expect(counts['other']).toBeGreaterThan(10);
});

test('messages are no longer than their calls, and a queue tells what became of its callers', async () => {
  const clock = new ManualClock(startMs);
  await using kazoo = await KazooSimulator.start({ version: '5', hasQueues: true, now: clock.now, after: clock.after });
  const { id } = kazoo.directory.account('demo');
  const upMs = new Map<string, number>();
  const statuses = new Set<unknown>();
  const agents = new Set<string>();
  let answeredBefore: readonly { readonly callId: string; readonly answeredAtMs: number | undefined }[] = [];

  const stop = kazoo.startTraffic({ accounts: onlyDemo, callsPerMinute: 60 });
  for (let second = 0; second < 1_800; second += 1) {
    clock.advance(1_000);
    for (const { callId, answeredAtMs = clock.now() } of answeredBefore) upMs.set(callId, clock.now() - answeredAtMs);
    answeredBefore = kazoo.live.channelsOf(id).map(({ callId, answeredAtMs }) => ({ callId, answeredAtMs }));
    for (const { status } of kazoo.live.queueCallsOf(id)) statuses.add(status);
    for (const status of kazoo.live.agentStatusesOf(id).values()) agents.add(status);
  }
  stop();
  const messages = kazoo.live.voicemailsOf(id);

  expect(messages.length).toBeGreaterThan(10);
  for (const { callId, lengthMs } of messages) expect(lengthMs, callId).toBeLessThanOrEqual(upMs.get(callId) ?? 0);
  expect([...statuses].toSorted()).toEqual(['abandoned', 'handled', 'processed', 'waiting']);
  expect([...agents].toSorted()).toEqual(['connected', 'connecting', 'ready']);
  expect(kazoo.live.queueCallsOf(id).filter(({ status }) => status === 'waiting' || status === 'handled')).toEqual([]);
});

test('the list of participants says what their events say, until nobody is there', async () => {
  const clock = new ManualClock(startMs);
  await using kazoo = await KazooSimulator.start({ now: clock.now, after: clock.after });
  const { conferences } = kazoo.directory.account('demo');
  const [{ id } = { id: '' }] = conferences;
  const seen = new Set<string>();
  const counts = new Set<number>();

  const stop = kazoo.startTraffic({ accounts: onlyDemo });
  for (let second = 0; second < 600; second += 1) {
    clock.advance(1_000);
    const members = kazoo.live.participantsOf(id);
    counts.add(members.length);
    for (const { variables } of members) {
      if (variables['talking'] === true) seen.add('talking');
      if (variables['speak'] === false) seen.add('muted');
    }
  }
  stop();

  expect([...seen].toSorted()).toEqual(['muted', 'talking']);
  expect([...counts].toSorted()).toEqual(expect.arrayContaining([0, 1, 2]));
  expect(kazoo.live.participantsOf(id)).toEqual([]);
});

function readRows(name: string): readonly Readonly<Record<string, unknown>>[] {
  const text = readFileSync(new URL(`../../fixtures/kazoo/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text).response.body.data;
}

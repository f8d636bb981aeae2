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

function readRows(name: string): readonly Readonly<Record<string, unknown>>[] {
  const text = readFileSync(new URL(`../../fixtures/kazoo/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text).response.body.data;
}

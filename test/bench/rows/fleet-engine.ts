import { once } from 'node:events';
import { createClient } from '@redis/client';
import type { HeldLease } from '../../../src/fleet/log/account-lease.ts';
import { logOn } from '../../fleet/log/engines.ts';
import { Owner } from '../../fleet/log/owner.ts';
import { RecordedLog } from '../../fleet/log/recorded-log.ts';
import { RedisServer } from '../../fleet/log/redis-server.ts';
import { measureInLaunches } from './launches.ts';
import { type Bench, judged, type Result, type Row } from './row.ts';

const body = JSON.stringify({ data: 'x'.repeat(1_800) });
const keptEntries = 1_000;
const batchesPerRound = 2_000;
const beatenAccounts = 1_000;
const microsecondsPerSecond = 1e6;
const rows = [
  { name: 'fleet-engine', eventsPerBatch: 1, target: 4 },
  { name: 'fleet-engine-ten', eventsPerBatch: 10, target: 3 },
] as const;

/** CPU time of the engine. It changes little on a busy machine. */
async function engineMicroseconds(engine: RedisServer): Promise<number> {
  const info = String(await engine.command('INFO', 'cpu'));
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]);
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * microsecondsPerSecond;
}

async function costOf(engine: RedisServer, events: number, work: () => Promise<void>): Promise<number> {
  const before = await engineMicroseconds(engine);
  await work();
  return ((await engineMicroseconds(engine)) - before) / events;
}

/** The least that any log does: an entry stored, trimmed exactly, and published to a follower. */
async function leastWork(engine: RedisServer, batches: number, eventsPerBatch: number): Promise<void> {
  const [commands, messages] = [createClient({ url: engine.url }), createClient({ url: engine.url })];
  await Promise.all([commands.connect(), messages.connect()]);
  let heard = 0;
  await messages.subscribe('least', () => (heard += 1), true);
  for (let batch = 0; batch < batches; batch += 1) {
    const replies = Array.from({ length: eventsPerBatch }, () => [
      commands.sendCommand(['XADD', 'least', 'MAXLEN', '=', `${keptEntries}`, '*', 'd', body]),
      commands.sendCommand(['PUBLISH', 'least', body]),
    ]);
    await Promise.all(replies.flat());
  }
  while (heard < batches * eventsPerBatch)
    await once(process, 'nothing', { signal: AbortSignal.timeout(10) }).catch(() => 0);
  commands.destroy();
  messages.destroy();
}

async function workOfLog(engine: RedisServer, batches: number, eventsPerBatch: number, account: string): Promise<void> {
  await using writer = new RecordedLog(logOn(engine.url, 'writer'));
  await using follower = new RecordedLog(logOn(engine.url, 'follower'));
  await Promise.all([writer.up(), follower.up()]);
  await follower.log.follow(account);
  const owner = await Owner.of(writer.log, account);
  const kept: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const keepAfter = kept.length > keptEntries ? (kept[kept.length - keptEntries] ?? 0) : 0;
    const outcome = await owner.send(owner.batch(new Array<string>(eventsPerBatch).fill(body), { keepAfter }));
    if (outcome.kind !== 'appended') throw new Error(outcome.kind);
    kept.push(...outcome.positions);
    owner.previous = outcome.positions.at(-1) ?? 0;
  }
  await follower.until(() => follower.of('onEntries').length === batches);
}

/** What an owner costs the engine each second for each of its accounts. */
async function costOfBeat(engine: RedisServer, beats: number): Promise<number> {
  await using instance = new RecordedLog(logOn(engine.url, 'owner'));
  await instance.up();
  const owned: HeldLease[] = [];
  for (let index = 0; index < beatenAccounts; index += 1) {
    const owner = await Owner.of(instance.log, `account ${index}`);
    await owner.append(body);
    owned.push({ accountId: owner.accountId, fence: owner.fence });
  }
  await instance.log.beat(owned);
  return await costOf(engine, beatenAccounts * beats, async () => {
    for (let beat = 0; beat < beats; beat += 1) await instance.log.beat(owned);
  });
}

/** What an event of a fleet costs its Redis, beside the least that any log would. */
export const fleetEngine: Row = {
  names: rows.map(({ name }) => name),
  async measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]> {
    const chosen = rows.filter(({ name }) => wanted(name));
    const targets = chosen.map(({ target }) => target);
    const batches = Math.ceil(batchesPerRound * bench.scale);
    const beats: number[] = [];
    const measurements = await measureInLaunches(bench, targets, async (note) => {
      await using engine = await RedisServer.start('redis-server');
      const launches = chosen.map(() => ({ ours: [] as number[], baseline: [] as number[] }));
      for (let round = 0; round < bench.roundsPerLaunch; round += 1) {
        for (const [index, { eventsPerBatch }] of chosen.entries()) {
          const events = batches * eventsPerBatch;
          const account = `account of ${eventsPerBatch} in round ${round}`;
          const least = await costOf(engine, events, () => leastWork(engine, batches, eventsPerBatch));
          const ours = await costOf(engine, events, () => workOfLog(engine, batches, eventsPerBatch, account));
          launches[index]?.baseline.push(least);
          launches[index]?.ours.push(ours);
        }
        note(`round ${round + 1} of ${bench.roundsPerLaunch}`);
      }
      beats.push(await costOfBeat(engine, Math.ceil(20 * bench.scale)));
      return launches;
    });
    const note = `a beat of one account: ${beats.map((beat) => beat.toFixed(1)).join(', ')} µs`;
    return chosen.flatMap(({ name, target }, index) => {
      const measurement = measurements[index];
      if (measurement === undefined) return [];
      const against = 'bare XADD and PUBLISH';
      return [{ row: name, against, unit: 'µs CPU of Redis per event', ...judged(measurement, target), note }];
    });
  },
};

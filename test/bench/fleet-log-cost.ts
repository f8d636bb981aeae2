// What the fleet's log costs per event, beside a bare XADD and PUBLISH in one pipeline, on a Redis of its own:
// `node --import tsx test/bench/fleet-log-cost.ts`. CPU time, so that a busy machine changes little.
import { once } from 'node:events';
import { createClient } from '@redis/client';
import type { HeldLease } from '../../src/fleet/log/account-lease.ts';
import { logOn } from '../fleet/log/engines.ts';
import { Owner } from '../fleet/log/owner.ts';
import { RecordedLog } from '../fleet/log/recorded-log.ts';
import { RedisServer } from '../fleet/log/redis-server.ts';

const accountId = 'a'.repeat(32);
const body = JSON.stringify({ data: 'x'.repeat(1_800) });
const keptEntries = 1_000;
const rounds = 2_000;

await using server = await RedisServer.start('redis-server');

/** CPU time that the engine and this process take for one event, in microseconds. */
async function costOf(events: number, work: () => Promise<void>): Promise<{ engine: number; client: number }> {
  const engineBefore = await engineMicroseconds();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const engine = (await engineMicroseconds()) - engineBefore;
  return { engine: engine / events, client: (user + system) / events };
}

async function engineMicroseconds(): Promise<number> {
  const info = String(await server.command('INFO', 'cpu'));
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]);
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1e6;
}

/** The least that any log does: one entry stored, trimmed exactly, and published to a follower. */
async function bare(perRound: number): Promise<void> {
  const commands = createClient({ url: server.url });
  const messages = createClient({ url: server.url });
  await Promise.all([commands.connect(), messages.connect()]);
  let heard = 0;
  await messages.subscribe('bare', () => (heard += 1), true);
  for (let round = 0; round < rounds; round += 1) {
    const words = Array.from({ length: perRound }, () => [
      commands.sendCommand(['XADD', 'bare', 'MAXLEN', '=', `${keptEntries}`, '*', 'd', body]),
      commands.sendCommand(['PUBLISH', 'bare', body]),
    ]);
    await Promise.all(words.flat());
  }
  while (heard < rounds * perRound) await once(process, 'nothing', { signal: AbortSignal.timeout(10) }).catch(() => 0);
  commands.destroy();
  messages.destroy();
}

async function withLog(perRound: number, account: string): Promise<void> {
  await using writer = new RecordedLog(logOn(server.url, 'writer'));
  await using follower = new RecordedLog(logOn(server.url, 'follower'));
  await Promise.all([writer.up(), follower.up()]);
  await follower.log.follow(account);
  const owner = await Owner.of(writer.log, account);
  const kept: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const keepAfter = kept.length > keptEntries ? (kept[kept.length - keptEntries] ?? 0) : 0;
    const outcome = await owner.send(owner.batch(new Array<string>(perRound).fill(body), { keepAfter }));
    if (outcome.kind !== 'appended') throw new Error(outcome.kind);
    kept.push(...outcome.positions);
    owner.previous = outcome.positions.at(-1) ?? 0;
  }
  await follower.until(() => follower.of('onEntries').length === rounds);
}

for (const perRound of [1, 10]) {
  const events = rounds * perRound;
  await bare(perRound);
  const least = await costOf(events, () => bare(perRound));
  const log = await costOf(events, () => withLog(perRound, `${accountId}${perRound}`));
  const ratio = (name: 'engine' | 'client') =>
    `${name} ${log[name].toFixed(1)} µs, ${(log[name] / least[name]).toFixed(2)} of bare ${least[name].toFixed(1)} µs`;
  console.log(`${perRound} events a batch: ${ratio('engine')}; ${ratio('client')}`);
}

/** What an owner causes each second for each of its accounts. */
async function beats(accounts: number, seconds: number): Promise<{ engine: number; client: number }> {
  await using instance = new RecordedLog(logOn(server.url, 'owner'));
  await instance.up();
  const owned: HeldLease[] = [];
  for (let index = 0; index < accounts; index += 1) {
    const owner = await Owner.of(instance.log, `account ${index}`);
    await owner.append(body);
    owned.push({ accountId: owner.accountId, fence: owner.fence });
  }
  await instance.log.beat(owned);
  return await costOf(accounts * seconds, async () => {
    for (let second = 0; second < seconds; second += 1) await instance.log.beat(owned);
  });
}

const { engine, client } = await beats(1_000, 20);
console.log(`a beat of one account: engine ${engine.toFixed(1)} µs, client ${client.toFixed(1)} µs`);

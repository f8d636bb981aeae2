import { expect, test } from 'vitest';
import { describeServer, logOn } from '../engines.ts';
import { Owner } from '../owner.ts';
import { RecordedLog } from '../recorded-log.ts';
import { RedisServer } from '../redis-server.ts';

const acme = 'a'.repeat(32);
const globex = 'b'.repeat(32);
const keepMs = 60_000;

/** What never expires: it is as large as the fleet, not as its traffic. */
const lasting = ['{fleet}:instances', '{fleet}:meta'];

async function lifetimes(server: RedisServer): Promise<ReadonlyMap<string, number>> {
  const keys = (await server.command('KEYS', '*')) as string[];
  const ttls = keys.sort().map(async (key) => [key, Number(await server.command('PTTL', key))] as const);
  return new Map(await Promise.all(ttls));
}

describeServer('what is stored', (program) => {
  test('expires, whatever an instance left undone, also after another epoch began', async () => {
    await using server = await RedisServer.start(program);
    await using a = new RecordedLog(logOn(server.url, 'a', { keepMs }));
    const epoch = await a.up();
    const [owner, confirmed] = [await Owner.of(a.log, acme), await Owner.of(a.log, globex)];
    await owner.append({ body: 'one', begins: ['call.*.*'] });
    await confirmed.send(confirmed.batch([]));
    await confirmed.append('the first after a confirmation');
    await a.log.beat([owner, confirmed]);
    await a.log.want(acme, [{ binding: 'call.*.*', via: [] }], []);
    await a.log.renewEpoch(epoch);
    await a.until(() => a.of('onUp').length === 2);
    owner.previous = 0;
    await owner.append('two');

    const ttls = await lifetimes(server);

    const names = [...ttls.keys()].map((key) => key.replace(epoch, 'old').replace(a.log.epoch ?? '', 'new'));
    expect(names.sort()).toEqual([
      '{fleet}:instance:a',
      '{fleet}:instances',
      '{fleet}:meta',
      `{fleet}:new:head:${acme}`,
      `{fleet}:new:log:${acme}`,
      '{fleet}:old:ends',
      `{fleet}:old:head:${acme}`,
      `{fleet}:old:head:${globex}`,
      `{fleet}:old:log:${acme}`,
      `{fleet}:old:log:${globex}`,
      '{fleet}:old:sizes',
      `{fleet}:own:${acme}`,
      `{fleet}:own:${globex}`,
      `{fleet}:want:${acme}`,
      '{fleet}:wanting:a',
    ]);
    const endless = [...ttls].filter(([, ttl]) => ttl < 0 || ttl > keepMs).map(([key]) => key);
    expect(endless).toEqual(lasting);
  });

  test('is as much as was asked to be kept, to the entry', async () => {
    await using server = await RedisServer.start(program);
    await using a = new RecordedLog(logOn(server.url, 'a', { keepMs }));
    await a.up();
    const owner = await Owner.of(a.log, acme);
    const positions = await owner.append(...Array.from({ length: 300 }, (_, index) => `${index}`));

    await owner.send(owner.batch(['last'], { keepAfter: positions[250] ?? 0 }));

    expect(await server.command('XLEN', `{fleet}:${a.log.epoch}:log:${acme}`)).toBe(50);
  });
});

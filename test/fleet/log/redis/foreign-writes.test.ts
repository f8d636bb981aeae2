import { expect, test } from 'vitest';
import { describeServer, logOn } from '../engines.ts';
import { acquired, Owner } from '../owner.ts';
import { RecordedLog } from '../recorded-log.ts';
import { RedisServer } from '../redis-server.ts';

const acme = 'a'.repeat(32);

describeServer('what no instance has written', (program) => {
  test.each([
    ['text', { instance: 'x', fence: 'y', beat: 'z' }],
    ['a fence that is too large', { instance: 'x', fence: '9'.repeat(23), beat: '1' }],
    ['half a lease', { instance: 'x', fence: '7' }],
  ])('is no lease that would keep an account from everybody: %s', async (_, lease) => {
    await using server = await RedisServer.start(program);
    await using a = new RecordedLog(logOn(server.url, 'a'));
    await a.up();

    await server.command('HSET', `{fleet}:own:${acme}`, ...Object.entries(lease).flat());

    expect(await a.log.leases([acme])).toEqual(new Map());
    const taken = await acquired(a.log, acme);
    expect(await a.log.leases([acme])).toEqual(new Map([[acme, taken]]));
  });

  test('is no beat of an owner, which learns that it has the account no more', async () => {
    await using server = await RedisServer.start(program);
    await using a = new RecordedLog(logOn(server.url, 'a'));
    await a.up();
    const owner = await Owner.of(a.log, acme);

    await server.command('HSET', `{fleet}:own:${acme}`, 'beat', 'z');

    expect((await a.log.beat([owner])).lost).toEqual([acme]);
  });

  test('is no time that an owner has waited', async () => {
    await using server = await RedisServer.start(program);
    await using a = new RecordedLog(logOn(server.url, 'a'));
    await a.up();
    const lease = await acquired(a.log, acme);

    await server.command('HSET', `{fleet}:own:${acme}`, 'waited', 'z');

    expect(await a.log.leases([acme])).toEqual(new Map([[acme, lease]]));
  });

  test('is no want, and keeps nobody from those of others', async () => {
    await using server = await RedisServer.start(program);
    await using a = new RecordedLog(logOn(server.url, 'a'));
    await a.up();
    const want = { binding: 'call.*.*', via: [] };
    await a.log.want(acme, [want], []);

    await server.command('HSET', `{fleet}:want:${acme}`, 'call.*.*', '', '', 'x', ' y', 'z');

    expect((await a.log.wants(acme)).byInstance).toEqual(new Map([['a', [want]]]));
    expect(await server.command('HLEN', `{fleet}:want:${acme}`)).toBe(2);
  });
});

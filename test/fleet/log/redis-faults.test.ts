import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../../src/simulator/free-port.ts';
import { EarlierRedis } from './earlier-redis.ts';
import { describeServer, logOn } from './engines.ts';
import { acquired, Owner } from './owner.ts';
import { RecordedLog } from './recorded-log.ts';
import { RedisSentinel } from './redis-sentinel.ts';
import { RedisServer } from './redis-server.ts';
import { type Direction, SwallowingProxy } from './swallowing-proxy.ts';

const acme = 'a'.repeat(32);

function instanceOn(url: string): RecordedLog {
  return new RecordedLog(logOn(url, randomUUID()));
}

/** An instance whose log is up, and has been told nothing else. */
async function upOn(url: string): Promise<RecordedLog> {
  const instance = instanceOn(url);
  await instance.up();
  instance.forget();
  return instance;
}

/** Three seconds, and what a busy machine adds. */
const noticedWithinMs = 10_000;

async function noticed(instance: RecordedLog, since: number): Promise<void> {
  await instance.until(() => instance.of('onDown').length > 0);
  expect(performance.now() - since).toBeLessThan(noticedWithinMs);
}

describeServer('a fault of Redis is noticed and mended', (program) => {
  test('the connection of messages is closed', async () => {
    await using server = await RedisServer.start(program);
    await using a = await upOn(server.url);
    const epoch = a.log.epoch ?? '';
    await a.log.follow(acme);
    const owner = await Owner.of(a.log, acme);
    const since = performance.now();

    await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');

    await noticed(a, since);
    await a.until(() => a.of('onUp').length === 1);
    expect(a.log.epoch).toBe(epoch);
    await owner.append('after');
    await a.until(() => a.bodiesOf(acme).includes('after'));
  });

  test.each<Direction>(['to the engine', 'from the engine'])(
    'the network swallows what goes %s, and closes nothing',
    async (direction) => {
      await using server = await RedisServer.start(program);
      await using proxy = await SwallowingProxy.before(server.port);
      await using a = await upOn(proxy.url);
      await using b = await upOn(server.url);
      const since = performance.now();

      proxy.swallow(direction);

      await noticed(a, since);
      await expect(a.log.head(acme)).rejects.toThrow('The engine of the fleet is away.');
      proxy.pass();
      await a.until(() => a.of('onUp').length === 1);
      expect(b.of('onDown')).toEqual([]);
    },
  );

  test('the engine stands still, without closing anything', async () => {
    await using server = await RedisServer.start(program);
    await using a = await upOn(server.url);
    const since = performance.now();

    server.signal('SIGSTOP');

    await noticed(a, since);
    server.signal('SIGCONT');
    await a.until(() => a.of('onUp').length === 1);
  });

  test('the engine is killed and comes back empty: with another epoch', async () => {
    await using server = await RedisServer.start(program);
    await using a = await upOn(server.url);
    const epoch = a.log.epoch ?? '';
    await a.log.follow(acme);
    const owner = await Owner.of(a.log, acme);
    await owner.append('before');

    await server.kill();
    await a.until(() => a.of('onDown').length === 1);
    await server.restart();
    await a.until(() => a.of('onUp').length === 1);

    expect(a.log.epoch).not.toBe(epoch);
    expect(await owner.send(owner.batch(['late'], { epoch }))).toEqual({ kind: 'fenced' });
    expect((await a.log.head(acme)).lease).toBeUndefined();
    expect((await acquired(a.log, acme)).fence).toBeGreaterThan(owner.fence);
  });

  test('the engine comes back without the last writes, which are put back', async () => {
    await using server = await RedisServer.start(program);
    await using a = await upOn(server.url);
    const epoch = a.log.epoch ?? '';
    await a.log.follow(acme);
    const owner = await Owner.of(a.log, acme);
    const [kept = 0] = await owner.append('kept');
    await server.command('SAVE');
    const [lost = 0] = await owner.append('lost');
    await a.until(() => a.bodiesOf(acme).length === 2);

    await server.kill();
    await server.restart();
    await a.until(() => a.of('onUp').length === 1);

    expect(a.log.epoch).toBe(epoch);
    expect(await a.log.head(acme)).toMatchObject({ position: kept, isConfirmed: false });
    expect(await owner.send(owner.batch(['next']))).toEqual({ kind: 'lost', position: kept });
    const again = owner.batch([{ body: 'lost', position: lost }, 'next'], { previous: kept });
    expect(await owner.send(again)).toMatchObject({ kind: 'appended' });
    expect(await a.log.head(acme)).toMatchObject({ isConfirmed: true });
    await a.until(() => a.bodiesOf(acme).length === 4);
    expect(a.bodiesOf(acme)).toEqual(['kept', 'lost', 'lost', 'next']);
  });

  test('the engine forgets the scripts: they are sent again, and unused notices', async () => {
    await using server = await RedisServer.start(program);
    await using a = await upOn(server.url);
    const owner = await Owner.of(a.log, acme);

    await server.command('SCRIPT', 'FLUSH');

    await owner.append('one');
    expect((await a.log.head(acme)).position).toBe(owner.previous);
    expect(a.of('onDown')).toEqual([]);
  });

  test('the engine has no memory left: nothing is written in part, and it is away until it has', async () => {
    await using server = await RedisServer.start(program);
    await using a = await upOn(server.url);
    const owner = await Owner.of(a.log, acme);
    const [position = 0] = await owner.append('before');

    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    await expect(owner.append('refused', 'refused')).rejects.toThrow('The engine of the fleet failed.');

    expect(a.of('onDown')).toEqual([[expect.stringContaining('OOM')]]);
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await a.until(() => a.of('onUp').length === 1);
    expect((await a.log.head(acme)).position).toBe(position);
    await owner.append('after');
  });

  test('the engine is a replica now, which refuses to write', async () => {
    await using server = await RedisServer.start(program);
    await using a = await upOn(server.url);

    await server.command('REPLICAOF', '127.0.0.1', '1');

    await a.until(() => a.of('onDown').length === 1);
    expect(a.of('onDown')).toEqual([[expect.stringContaining('READONLY')]]);
    await server.command('REPLICAOF', 'NO', 'ONE');
    await a.until(() => a.of('onUp').length === 1);
  });

  test('what accepts and says nothing is left after each attempt', async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => sockets.push(socket.on('error', () => undefined).resume()));
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    await using a = instanceOn(`redis://127.0.0.1:${port}`);

    await a.until(() => a.of('onDown').length === 1);

    const first = sockets.slice(0, 2);
    expect(first).toHaveLength(2);
    await Promise.all(first.map((socket) => socket.closed || once(socket, 'close')));
    mute.close();
  });

  test('the engine is not there at the start, and is found when it is', async () => {
    await using server = await RedisServer.start(program);
    await server.kill();
    await using a = instanceOn(server.url);

    await a.until(() => a.of('onDown').length === 1);
    await a.log.follow(acme).catch((error: Error) => expect(error.cause).toBeInstanceOf(Error));
    await server.restart();
    await a.up();

    await (await Owner.of(a.log, acme)).append('followed since it is up');
    await a.until(() => a.bodiesOf(acme).length === 1);
    expect(a.of('onDown')).toHaveLength(1);
  });
});

describeServer('an engine behind Sentinels', (program) => {
  test('is replaced by another one, which is found', async () => {
    await using first = await RedisServer.start(program);
    await using replica = await RedisServer.start(program, ['--replicaof', '127.0.0.1', `${first.port}`]);
    // A Sentinel asks an engine for its replicas when it first meets it, and then every ten seconds.
    await expect.poll(() => first.command('WAIT', '1', '1000'), { timeout: 20_000 }).toBe(1);
    await using sentinel = await RedisSentinel.start(program, 'fleet', first.port);
    const unused = await freePort();
    await using a = await upOn(`redis+sentinel://127.0.0.1:${unused},127.0.0.1:${sentinel.port}/fleet`);
    const epoch = a.log.epoch;
    const owner = await Owner.of(a.log, acme);
    const [position = 0] = await owner.append('one');
    expect(await first.command('WAIT', '1', '10000')).toBe(1);

    await first.kill();
    await a.until(() => a.of('onUp').length === 1);

    expect(a.log.epoch).toBe(epoch);
    expect(await a.log.head(acme)).toMatchObject({ position, isConfirmed: false });
    await owner.append('two');
    expect(await replica.command('ROLE')).toContain('master');
  });

  test('is away where none of them answers, and the reason is told', async () => {
    const [one, other] = [await freePort(), await freePort()];
    await using a = instanceOn(`redis+sentinel://127.0.0.1:${one},127.0.0.1:${other}/fleet`);

    await a.until(() => a.of('onDown').length === 1);

    const [[reason] = []] = a.of('onDown');
    expect(reason).toMatch(/^no Sentinel tells where the engine is: .*ECONNREFUSED.*; .*ECONNREFUSED/);
  });
});

describeServer('an engine that is not fit', (program) => {
  test('a cluster is refused with a sentence', async () => {
    await using server = await RedisServer.start(program, ['--cluster-enabled', 'yes']);
    await using a = instanceOn(server.url);

    await a.until(() => a.of('onDown').length === 1);

    expect(a.of('onDown')).toEqual([[expect.stringContaining('leads to a Redis Cluster.')]]);
    expect(a.log.epoch).toBeUndefined();
  });

  test('an earlier version is refused with a sentence', async () => {
    await using server = await EarlierRedis.start();
    await using a = instanceOn(server.url);

    await a.until(() => a.of('onDown').length === 1);

    expect(a.of('onDown')).toEqual([[expect.stringContaining('leads to Redis 6.2.14. The fleet needs Redis 7')]]);
  });

  test('one that may evict what is stored, or runs full, serves, and is warned about', async () => {
    const bounds = ['--maxmemory-policy', 'allkeys-lru', '--maxmemory', '100mb'];
    await using server = await RedisServer.start(program, bounds);
    const warnings: string[] = [];
    const onWarning = (sentence: string): void => {
      warnings.push(sentence);
    };
    await using a = new RecordedLog(logOn(server.url, 'a', { onWarning }));

    await a.up();

    expect(warnings[0]).toContain('maxmemory-policy is allkeys-lru');
    expect(warnings[1]).toContain('its maxmemory of 104857600 bytes');
  });

  test('a password is needed, given in the address, and never told', async () => {
    await using server = await RedisServer.start(program, ['--requirepass', 'se cret']);
    await using stranger = instanceOn(server.url.replace('://', '://:wrong-one@'));
    await using a = instanceOn(`${server.url.replace('://', '://:se%20cret@')}/3`);

    await a.up();
    await stranger.until(() => stranger.of('onDown').length === 1);

    expect(stranger.of('onDown')[0]?.[0]).toMatch(/WRONGPASS/);
    expect(stranger.of('onDown')[0]?.[0]).not.toContain('wrong-one');
  });
});

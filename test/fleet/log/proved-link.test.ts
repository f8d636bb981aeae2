import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryEngine } from '../harness/memory/memory-engine.ts';
import { memoryLog } from '../harness/memory/memory-log.ts';
import { acquired, Owner } from './owner.ts';
import { facts, RecordedLog } from './recorded-log.ts';

const acme = 'a'.repeat(32);

/** Until a link is open, subscribed and proved. */
const connectedWithinMs = 10;
const retryMs = 1_000;

describe('a link to an engine', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function started(engine: MemoryEngine, instanceId: string): Promise<RecordedLog> {
    const instance = new RecordedLog(memoryLog(engine, instanceId));
    await vi.advanceTimersByTimeAsync(connectedWithinMs);
    return instance;
  }

  test('is up as soon as its first mark came back', async () => {
    await using a = await started(new MemoryEngine(), 'a');

    expect(a.of('onUp')).toEqual([[a.log.epoch]]);
    expect(a.of('onDown')).toEqual([]);
  });

  test('is down three seconds after the last mark that came back, although commands are answered', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    engine.swallow((_, accountId) => accountId === undefined);

    await vi.advanceTimersByTimeAsync(2_900);
    const before = [...a.of('onDown')];
    await a.log.head(acme);
    await vi.advanceTimersByTimeAsync(100);

    expect(before).toEqual([]);
    expect(a.of('onDown')).toEqual([['the last 2 marks did not come back']]);
    await expect(a.log.head(acme)).rejects.toThrow('The engine of the fleet is away.');
  });

  test('tells that its instance is not ready any more as soon as a mark that is under way is back', async () => {
    const engine = new MemoryEngine({ messageDelayMs: 300 });
    await using other = await started(engine, 'b');
    await using a = await started(engine, 'a');
    await vi.advanceTimersByTimeAsync(1_100);

    a.log.mark({ ...facts, isReady: false });
    await vi.advanceTimersByTimeAsync(300);

    const told = await other.log.instances();
    expect(told.map(({ instanceId, isReady }) => [instanceId, isReady])).toEqual([
      ['b', true],
      ['a', false],
    ]);
  });

  test.each([
    ['no number', Number.NaN, ''],
    ['a number that was not sent', 1_000, 'forged'],
  ])('is not proved by a mark with %s', async (_, markNumber, epoch) => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    const proved = a.log.epoch;

    engine.tell('a', (listener) => listener.onProbe(markNumber, epoch));
    await vi.advanceTimersByTimeAsync(1_000);
    engine.swallow((_instanceId, accountId) => accountId === undefined);
    await vi.advanceTimersByTimeAsync(3_000);

    expect(a.of('onUp')).toEqual([[proved]]);
    expect(a.of('onDown')).toEqual([['the last 2 marks did not come back']]);
  });

  test('takes no epoch for a new one that a mark does not name', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    await using b = await started(engine, 'b');
    const first = a.log.epoch ?? '';

    engine.tell('a', (listener) => listener.onEpoch('forged'));
    await vi.advanceTimersByTimeAsync(connectedWithinMs);
    const renewed = await b.log.renewEpoch(first);
    await vi.advanceTimersByTimeAsync(connectedWithinMs);

    expect([a, b].map((instance) => instance.of('onUp'))).toEqual([
      [[first], [renewed]],
      [[first], [renewed]],
    ]);
  });

  test('that is replaced is not up before a mark came back over it, and is told as down once', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    engine.swallow(() => true);
    await vi.advanceTimersByTimeAsync(30_000);
    const during = { up: a.of('onUp').length, down: a.of('onDown').length };

    engine.swallow(() => false);
    await vi.advanceTimersByTimeAsync(retryMs + connectedWithinMs);

    expect(during).toEqual({ up: 1, down: 1 });
    expect(a.of('onUp')).toHaveLength(2);
  });

  test('that does not answer is down after two seconds, and what was asked rejects with the cause', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    await using b = await started(engine, 'b');
    engine.stall('a');
    const asked = a.log.head(acme).catch((error: unknown) => error);

    await vi.advanceTimersByTimeAsync(2_001);

    const error = await asked;
    expect(error).toMatchObject({ message: 'The engine of the fleet failed.' });
    expect(error).toHaveProperty('cause.message', 'the engine did not answer within 2000 ms');
    expect(a.of('onDown')).toHaveLength(1);
    expect(b.of('onDown')).toEqual([]);
  });

  test('is not given up for an answer that was there when this process ran again', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    engine.stall('a');
    const asked = a.log.heads([acme]);
    // After the timer that waits for the answer, in the turn of the event loop that it ends.
    setTimeout(() => engine.resume('a'), 2_000);

    await vi.advanceTimersByTimeAsync(2_001);

    expect(await asked).toEqual(new Map([[acme, 0]]));
    expect(a.of('onDown')).toEqual([]);
  });

  test('that fails with a command is replaced, and what is followed is followed over the next one', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    await a.log.follow(acme);
    const owner = await Owner.of(a.log, acme);
    engine.refuse(new Error('OOM command not allowed'));

    await expect(owner.append('refused')).rejects.toThrow('The engine of the fleet failed.');
    const rejected = a.log.follow('b').catch((error: Error) => error.message);
    engine.refuse(undefined);
    await vi.advanceTimersByTimeAsync(retryMs + connectedWithinMs);

    expect(await rejected).toBe('The engine of the fleet is away.');
    expect(a.of('onDown')).toEqual([['OOM command not allowed']]);
    await owner.append('kept');
    await (await Owner.of(a.log, 'b')).append('followed, too');
    await vi.advanceTimersByTimeAsync(1);
    expect([acme, 'b'].map((accountId) => a.bodiesOf(accountId))).toEqual([['kept'], ['followed, too']]);
  });

  test('that had served is replaced at once, one that had not after a second', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    await vi.advanceTimersByTimeAsync(retryMs);

    engine.disconnect('a');
    await vi.advanceTimersByTimeAsync(connectedWithinMs);
    const afterServing = { up: a.of('onUp').length, down: a.of('onDown').length };
    engine.disconnect('a');
    await vi.advanceTimersByTimeAsync(retryMs - 1);
    const beforeRetry = { up: a.of('onUp').length, down: a.of('onDown').length };
    await vi.advanceTimersByTimeAsync(connectedWithinMs);

    expect(afterServing).toEqual({ up: 2, down: 1 });
    expect(beforeRetry).toEqual({ up: 2, down: 2 });
    expect(a.of('onUp')).toHaveLength(3);
  });

  test('delivers nothing between an outage and the next proof', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    await using b = await started(engine, 'b');
    await a.log.follow(acme);
    const owner = await Owner.of(b.log, acme);
    engine.swallow((instanceId, accountId) => instanceId === 'a' && accountId === undefined);
    await vi.advanceTimersByTimeAsync(10_000);

    await owner.append('while a is not proved');
    await vi.advanceTimersByTimeAsync(10);

    expect(a.log.epoch).toBeUndefined();
    expect(a.bodiesOf(acme)).toEqual([]);
  });

  test('lost with the engine, that comes back empty, is up with another epoch', async () => {
    const engine = new MemoryEngine();
    await using a = await started(engine, 'a');
    const lease = await acquired(a.log, acme);

    engine.restartEmpty();
    await vi.advanceTimersByTimeAsync(retryMs + connectedWithinMs);

    const [[first], [second] = []] = [a.of('onUp')[0] ?? [], a.of('onUp')[1]];
    expect(second).not.toBe(first);
    expect(a.of('onDown')).toHaveLength(1);
    expect(await a.log.beat([{ accountId: acme, fence: lease.fence }])).toMatchObject({ lost: [acme] });
  });

  test('to an engine that lacks the last writes is up with the same epoch, and the head is unconfirmed', async () => {
    const engine = new MemoryEngine({ rememberedWrites: 10 });
    await using a = await started(engine, 'a');
    const owner = await Owner.of(a.log, acme);
    const [kept] = await owner.append('kept');
    const [lost = 0] = await owner.append('lost');

    engine.failOver(1);
    await vi.advanceTimersByTimeAsync(retryMs + connectedWithinMs);

    expect(new Set(a.of('onUp').map(([epoch]) => epoch)).size).toBe(1);
    expect(await a.log.head(acme)).toMatchObject({ position: kept, isConfirmed: false });
    expect(await owner.send(owner.batch(['next']))).toEqual({ kind: 'lost', position: kept });
    expect(await a.log.acquire(acme, (await a.log.head(acme)).lease, lost)).toEqual({ kind: 'hole', position: kept });
  });

  test('that opens after its log was closed is closed, too, and nobody is called', async () => {
    const engine = new MemoryEngine();
    const a = new RecordedLog(memoryLog(engine, 'a'));

    await a.log.close();
    await vi.advanceTimersByTimeAsync(10_000);

    expect([a.of('onUp'), a.of('onDown')]).toEqual([[], []]);
    await using b = await started(engine, 'b');
    expect((await b.log.instances()).map(({ instanceId }) => instanceId)).toEqual(['b']);
  });
});

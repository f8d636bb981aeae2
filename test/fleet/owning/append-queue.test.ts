import { describe, expect, test, vi } from 'vitest';
import type { AppendOutcome, Batch } from '../../../src/fleet/log/fleet-entry.ts';
import { AppendQueue, type OwnedLog } from '../../../src/fleet/owning/append-queue.ts';

/** A log that answers when the test says so. */
function queue() {
  const calls: (readonly Batch[])[] = [];
  const answers: ((outcomes: readonly AppendOutcome[] | Error) => void)[] = [];
  const log = {
    append(batches: readonly Batch[]) {
      calls.push(batches);
      return new Promise<readonly AppendOutcome[]>((resolve, reject) => {
        answers.push((outcomes) => (outcomes instanceof Error ? reject(outcomes) : resolve(outcomes)));
      });
    },
  };
  const answer = async (outcomes: readonly AppendOutcome[] | Error): Promise<void> => {
    answers.shift()?.(outcomes);
    await turn();
  };
  return { queue: new AppendQueue(log), calls, answer };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

function owned(accountId: string, changes: Partial<OwnedLog> = {}): OwnedLog {
  return {
    accountId,
    epoch: 'e',
    fence: 1,
    isCertain: true,
    keepAfter: () => 0,
    onRefused: () => undefined,
    ...changes,
  };
}

function appended(...positions: number[]): AppendOutcome {
  return { kind: 'appended', positions, reachesBackTo: 0 };
}

describe('the queue of what owners write', () => {
  test('writes what came within a turn in one round trip, for all accounts', async () => {
    const { queue: entries, calls } = queue();
    const [a, b] = [entries.open(owned('a'), 7), entries.open(owned('b'), 9)];

    a.add({ body: '1' });
    a.add({ body: '2' });
    b.add({ body: '3' });
    await turn();

    const sent = calls.map((batches) =>
      batches.map(({ accountId, previous, entries: [...bodies] }) => [
        accountId,
        previous,
        bodies.map(({ body }) => body),
      ]),
    );
    expect(sent).toEqual([
      [
        ['a', 7, ['1', '2']],
        ['b', 9, ['3']],
      ],
    ]);
  });

  test('sends the next batch of an account only after the one before, which names its position', async () => {
    const { queue: entries, calls, answer } = queue();
    const a = entries.open(owned('a'), 7);
    a.add({ body: '1' });
    await turn();
    a.add({ body: '2' });
    await turn();
    expect(calls).toHaveLength(1);

    await answer([appended(20)]);

    expect(calls[1]?.[0]).toMatchObject({ previous: 20, entries: [{ body: '2' }] });
    expect(a.bytes).toBe(1);
  });

  test('sends a batch whose reply was lost again as it was', async () => {
    const { queue: entries, calls, answer } = queue();
    const a = entries.open(owned('a'), 7);
    a.add({ body: '1' });
    await turn();
    a.add({ body: '2' });
    await answer(new Error('down'));

    a.proceed();
    await turn();

    expect(calls[1]?.[0]).toEqual(calls[0]?.[0]);
    await answer([appended(20)]);
    expect(calls[2]?.[0]).toMatchObject({ previous: 20, entries: [{ body: '2' }] });
  });

  test('writes nothing while it is not certain that nobody else owns the account', async () => {
    const { queue: entries, calls } = queue();
    let isCertain = false;
    const log = Object.defineProperty(owned('a'), 'isCertain', { get: () => isCertain });
    const a = entries.open(log, 7);
    a.add({ body: '1' });
    await turn();
    expect(calls).toEqual([]);

    isCertain = true;
    a.proceed();
    await turn();

    expect(calls).toHaveLength(1);
  });

  test('tells the owner that is fenced, and gives back what it could not write', async () => {
    const { queue: entries, answer } = queue();
    const refused: string[] = [];
    const a = entries.open(owned('a', { onRefused: ({ kind }) => void refused.push(kind) }), 7);
    a.add({ body: '1' });
    await turn();

    await answer([{ kind: 'fenced' }]);

    expect(refused).toEqual(['fenced']);
    expect(a.close(Number.POSITIVE_INFINITY)?.map(({ body }) => body)).toEqual(['1']);
  });

  test('says when everything that was added so far is written', async () => {
    const { queue: entries, answer } = queue();
    const a = entries.open(owned('a'), 7);
    a.add({ body: '1' });
    await turn();
    a.add({ body: '2' });
    let isWritten = false;
    void a.written().then(() => {
      isWritten = true;
    });

    await answer([appended(20)]);
    a.add({ body: '3' });
    expect(isWritten).toBe(false);
    await answer([appended(21)]);

    expect(isWritten).toBe(true);
    expect(a.bytes).toBe(1);
  });

  test('puts back what the engine has lost, where it was, before what is new', async () => {
    const { queue: entries, calls, answer } = queue();
    const refused: string[] = [];
    const a = entries.open(owned('a', { onRefused: ({ kind }) => void refused.push(kind) }), 7);
    a.add({ body: '1', begins: ['x'] });
    a.add({ body: '2' });
    await turn();
    await answer([appended(20, 21)]);
    a.add({ body: '3' });
    await turn();
    let isWritten = false;
    void a.written().then(() => {
      isWritten = true;
    });

    await answer([{ kind: 'lost', position: 7 }]);
    expect(calls[2]?.[0]).toMatchObject({ previous: 7, entries: [{ body: '1' }, { body: '2' }, { body: '3' }] });
    expect(calls[2]?.[0]?.entries.map(({ position }) => position)).toEqual([20, 21, undefined]);
    expect(calls[2]?.[0]?.batchId).not.toBe(calls[1]?.[0]?.batchId);
    await answer([appended(20, 21, 30)]);

    expect(isWritten).toBe(true);
    expect(refused).toEqual([]);
    expect(a.bytes).toBe(0);
    a.add({ body: '4' });
    await turn();
    expect(calls[3]?.[0]).toMatchObject({ previous: 30, entries: [{ body: '4' }] });
  });

  test('tells the owner where the engine has lost, or has, what it does not know', async () => {
    const { queue: entries, answer } = queue();
    const refused: unknown[] = [];
    const a = entries.open(owned('a', { onRefused: (outcome) => void refused.push(outcome) }), 7);
    a.add({ body: '1' });
    await turn();
    await answer([appended(20)]);

    a.confirm();
    await turn();
    await answer([{ kind: 'lost', position: 6 }]);
    expect(refused).toEqual([{ kind: 'lost', position: 6 }]);
    a.confirm();
    const b = entries.open(owned('b', { onRefused: (outcome) => void refused.push(outcome) }), 7);
    b.confirm();
    await turn();
    await answer([{ kind: 'lost', position: 8 }]);

    expect(refused.slice(1)).toEqual([{ kind: 'lost', position: 8 }]);
  });

  test('tells for how long the oldest has waited, also elsewhere, and of what the engine may have lost', async () => {
    const times = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const { queue: entries, answer } = queue();
    const a = entries.open(owned('a'), 7);
    const waited = [a.waitingMs];
    a.add({ body: '1' });
    a.add({ body: '2' }, 700);
    times.mockReturnValue(1_100);
    waited.push(a.waitingMs);
    await turn();
    await answer([appended(20, 21)]);
    times.mockReturnValue(3_000);
    waited.push(a.waitingMs);

    a.confirm();
    waited.push(a.waitingMs);
    await turn();
    await answer([{ kind: 'lost', position: 20 }]);
    waited.push(a.waitingMs);
    await answer([appended(21)]);
    waited.push(a.waitingMs);
    times.mockRestore();

    expect(waited).toEqual([0, 800, 0, 1_900, 1_900, 0]);
  });

  test('tells that by the first alone, however many wait: beats ask each second', () => {
    const { queue: entries } = queue();
    const a = entries.open(owned('a'), 7);
    for (let count = 0; count < 20_000; count += 1) a.add({ body: '' });
    const before = process.cpuUsage();
    let waited = 0;

    for (let count = 0; count < 1_000; count += 1) waited += a.waitingMs;

    expect(process.cpuUsage(before).user).toBeLessThan(200_000);
    expect(waited).toBeGreaterThan(0);
    a.close(Number.POSITIVE_INFINITY);
  });

  test('keeps what it has written for ten seconds, and no more bytes than one batch has', async () => {
    const times = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { queue: entries, calls, answer } = queue();
    const a = entries.open(owned('a'), 7);
    const b = entries.open(owned('b'), 7);
    const write = async (appender: typeof a, body: string, position: number): Promise<void> => {
      appender.add({ body });
      await turn();
      await answer([appended(position)]);
    };
    await write(a, 'old', 20);
    await write(b, 'x'.repeat(200_000), 21);
    times.mockReturnValue(5_000);
    await write(a, 'new', 22);
    await write(b, 'y'.repeat(100_000), 23);
    times.mockReturnValue(10_001);

    a.proceed();
    a.confirm();
    await turn();
    await answer([{ kind: 'lost', position: 20 }]);
    b.confirm();
    await turn();
    await answer([{ kind: 'lost', position: 7 }]);
    times.mockRestore();

    const putBack = calls.flat().flatMap(({ entries: sent }) => sent.filter(({ position }) => position !== undefined));
    expect(putBack).toEqual([{ body: 'new', position: 22, waitingSinceMs: 5_000 }]);
  });

  test('writes what is too much for one batch in several', async () => {
    const { queue: entries, calls, answer } = queue();
    const a = entries.open(owned('a'), 7);
    for (let count = 0; count < 4; count += 1) a.add({ body: 'x'.repeat(100_000) });
    await turn();
    await answer([appended(20, 21)]);

    expect(calls.map(([batch]) => batch?.entries.length)).toEqual([2, 2]);
  });
});

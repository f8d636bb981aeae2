import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SharedLists } from '../../../src/fleet/sharing/shared-lists.ts';
import { ListTurns } from '../../../src/live/list-turns.ts';
import { LiveBudget } from '../../../src/live/live-budget.ts';
import { PolledTables } from '../../../src/live/polls/polled-tables.ts';
import { MemoryEngine } from '../../fleet/harness/memory/memory-engine.ts';
import { memoryLog } from '../../fleet/harness/memory/memory-log.ts';
import { facts } from '../../fleet/log/recorded-log.ts';
import { type Row, row } from '../harness/live-rows-double.ts';
import { TableListenerDouble } from '../harness/live-tables-harness.ts';
import { times } from '../harness/polled-tables-harness.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const answerMs = 30;
const shortestMs = times.minIntervalMs;
const longestMs = 1.1 * times.minIntervalMs + answerMs;

interface Question {
  readonly by: string;
  readonly atMs: number;
}

/** Instances that show one list, and the Kazoo that has it. */
class World {
  readonly engine = new MemoryEngine();
  readonly questions: Question[] = [];
  readonly #closes: (() => Promise<void>)[] = [];
  /** Its questions are never answered: it died when it had asked. */
  dead: string | undefined;
  answerMs = answerMs;
  rows: readonly Row[] = [row('a'), row('b'), row('c')];

  instance(id: string) {
    const log = memoryLog(this.engine, id);
    let isUp = false;
    const lists = new SharedLists(log, () => isUp);
    log.start(facts, {
      onEntries() {},
      onLease() {},
      onWants() {},
      onMessage() {},
      onBroadcast() {},
      onPublished: (channel, from, text) => lists.receive(channel, from, text),
      onUp() {
        isUp = true;
      },
      onDown() {
        isUp = false;
      },
    });
    this.#closes.push(() => log.close());
    const unfollow = vi.spyOn(log, 'unfollow');
    const outcomes: string[] = [];
    const tables = new PolledTables<Row>({
      lists: [],
      list: () => this.#ask(id),
      share: (accountId, hear) => lists.open(accountId, 'things', hear),
      turns: new ListTurns({ maxRunning: 10, maxRunningSlow: 1 }),
      upstreams: { cursor: `cursor of ${id}` },
      times,
      budget: new LiveBudget({ maxTables: 10, maxRows: 1_000, maxBytes: 10_000_000, onLimited: () => undefined }),
      onPoll: (_, outcome) => outcomes.push(outcome),
    });
    const listener = new TableListenerDouble();
    const open = () => tables.join({ accountId: 'acme', client: id }, listener);
    return { id, lists, outcomes, listener, unfollow, open };
  }

  /** The instances that asked, and when, since the last call. */
  taken(): readonly Question[] {
    return this.questions.splice(0);
  }

  async close(): Promise<void> {
    await Promise.all(this.#closes.map((close) => close()));
  }

  #ask(by: string): Promise<readonly Row[]> {
    if (this.dead === 'next') this.dead = by;
    this.questions.push({ by, atMs: performance.now() });
    if (this.dead === by) return new Promise(() => undefined);
    return new Promise((resolve) => setTimeout(() => resolve(this.rows), this.answerMs));
  }
}

async function setUp(ids = ['i1', 'i2', 'i3']) {
  const world = new World();
  const instances = ids.map((id) => world.instance(id));
  await vi.advanceTimersByTimeAsync(100);
  return { world, instances };
}

async function opened(...args: Parameters<typeof setUp>) {
  const created = await setUp(...args);
  const tables = created.instances.map(({ open }) => open().table);
  await vi.advanceTimersByTimeAsync(100);
  return { ...created, tables, shown: () => tables.map((table) => [...table.rows()]) };
}

function pausesOf(questions: readonly Question[]): readonly number[] {
  return questions.slice(1).map(({ atMs }, index) => atMs - (questions[index]?.atMs ?? 0));
}

describe('a polled list of a fleet', () => {
  test('is asked for once an interval, by whichever instance, and all show what was answered', async () => {
    const { world, tables, shown } = await opened();
    expect(world.questions).toHaveLength(1);

    await vi.advanceTimersByTimeAsync(20 * longestMs);

    expect(world.questions.length).toBeGreaterThanOrEqual(20);
    for (const pauseMs of pausesOf(world.taken())) {
      expect(pauseMs).toBeGreaterThanOrEqual(shortestMs);
      expect(pauseMs).toBeLessThanOrEqual(longestMs);
    }
    world.rows = [row('a'), row('b', 'changed'), row('d')];
    await vi.advanceTimersByTimeAsync(longestMs + answerMs);
    expect(shown()).toEqual([world.rows, world.rows, world.rows].map((rows) => expect.arrayContaining([...rows])));
    expect(new Set(tables.map(({ takenAt }) => takenAt.getTime())).size).toBe(1);
    expect(new Set(tables.map(({ cursor }) => cursor)).size).toBe(1);
    await world.close();
  });

  test('is asked for once, too, where it is due everywhere at one moment, and Kazoo takes its time', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { world, shown } = await opened();
    world.answerMs = 800;
    world.taken();

    await vi.advanceTimersByTimeAsync(3 * (longestMs + world.answerMs));

    const asked = world.taken();
    expect(asked.length).toBeGreaterThanOrEqual(3);
    for (const pauseMs of pausesOf(asked)) expect(pauseMs).toBeGreaterThanOrEqual(shortestMs);
    expect(shown()).toEqual([world.rows, world.rows, world.rows]);
    await world.close();
  });

  test('leaves a slow Kazoo five sixths of the time, whoever asks', async () => {
    const { world } = await opened();
    world.answerMs = 4_000;
    await vi.advanceTimersByTimeAsync(60_000);
    world.taken();

    await vi.advanceTimersByTimeAsync(240_000);

    const asked = world.taken();
    expect(asked.length).toBeGreaterThanOrEqual(8);
    for (const pauseMs of pausesOf(asked)) expect(pauseMs).toBeGreaterThanOrEqual(6 * world.answerMs);
    await world.close();
  });

  test('is asked for by another instance within two intervals when one dies that was asking', async () => {
    const { world, tables, shown } = await opened();
    world.taken();
    world.dead = 'next';
    await vi.advanceTimersByTimeAsync(longestMs);
    const [{ by } = { by: '' }] = world.taken();
    world.rows = [row('a'), row('b', 'changed'), row('c')];

    await vi.advanceTimersByTimeAsync(longestMs);

    const after = world.taken();
    expect(after).toHaveLength(1);
    expect(after[0]?.by).not.toBe(by);
    const alive = shown().filter((_, index) => `i${index + 1}` !== by);
    expect(alive).toEqual([world.rows, world.rows]);
    expect(tables).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(10 * longestMs);
    for (const pauseMs of pausesOf(world.taken())) expect(pauseMs).toBeGreaterThanOrEqual(shortestMs);
    await world.close();
  });

  test('is asked for by each instance for itself while the engine is away, and in turns again after that', async () => {
    const { world } = await opened();
    world.engine.refuse(new Error('away'));
    world.engine.disconnect();
    await vi.advanceTimersByTimeAsync(2 * longestMs);
    world.taken();

    await vi.advanceTimersByTimeAsync(4 * longestMs);
    const alone = world.taken();
    for (const id of ['i1', 'i2', 'i3']) expect(alone.filter(({ by }) => by === id).length).toBeGreaterThanOrEqual(4);

    world.engine.refuse(undefined);
    await vi.advanceTimersByTimeAsync(2 * longestMs);
    world.taken();
    await vi.advanceTimersByTimeAsync(10 * longestMs);
    for (const pauseMs of pausesOf(world.taken())) expect(pauseMs).toBeGreaterThanOrEqual(shortestMs);
    await world.close();
  });

  test('that is too large to be shared is asked for by each instance for itself', async () => {
    const world = new World();
    world.rows = [row('a', 'x'.repeat(600_000))];
    const instances = ['i1', 'i2'].map((id) => world.instance(id));
    await vi.advanceTimersByTimeAsync(100);

    const tables = instances.map(({ open }) => open().table);
    await vi.advanceTimersByTimeAsync(100);
    expect(tables.map(({ isReady }) => isReady)).toEqual([true, true]);
    world.taken();
    await vi.advanceTimersByTimeAsync(4 * longestMs);

    const asked = world.taken();
    for (const id of ['i1', 'i2']) expect(asked.filter(({ by }) => by === id).length).toBeGreaterThanOrEqual(4);
    await world.close();
  });

  test('that lacks most of its rows is asked for once more, for all, before anybody shows that', async () => {
    const { world, shown } = await opened();
    await vi.advanceTimersByTimeAsync(longestMs);
    world.taken();
    world.rows = [row('a')];
    const before = shown();

    let asked = 0;
    for (let waitedMs = 0; asked === 0 && waitedMs < longestMs; waitedMs += answerMs) {
      await vi.advanceTimersByTimeAsync(answerMs);
      asked = world.questions.length;
    }
    await vi.advanceTimersByTimeAsync(answerMs);
    expect(shown()).toEqual(before);
    await vi.advanceTimersByTimeAsync(4_000);

    expect(world.questions).toHaveLength(2);
    expect(shown()).toEqual([[row('a')], [row('a')], [row('a')]]);
    await world.close();
  });

  test('is asked for by an instance that hears nothing, an interval later', async () => {
    const { world, shown } = await opened();
    world.engine.swallow((instanceId, accountId) => instanceId === 'i2' && accountId !== undefined);
    await vi.advanceTimersByTimeAsync(longestMs);
    world.rows = [row('a'), row('b', 'changed'), row('c')];

    await vi.advanceTimersByTimeAsync(3 * longestMs);

    expect(shown()).toEqual([world.rows, world.rows, world.rows]);
    await world.close();
  });

  test('keeps no timer for who has left while the engine was asked', async () => {
    const { world, instances } = await setUp(['i1', 'i2']);
    const [first, second] = instances;
    first?.open();
    await vi.advanceTimersByTimeAsync(10);
    const timers = vi.getTimerCount();

    second?.open().leave();
    await vi.advanceTimersByTimeAsync(5);

    expect(vi.getTimerCount()).toBe(timers);
    await world.close();
  });

  test('counts one answer of Kazoo as one, at the instance that asked', async () => {
    const { world, instances } = await opened();
    await vi.advanceTimersByTimeAsync(5 * longestMs);

    const counted = instances.flatMap(({ outcomes }) => outcomes);
    expect(counted).toHaveLength(world.questions.length);
    await world.close();
  });

  test('takes nothing that no instance tells, and is left when nobody shows it any more', async () => {
    const { world, instances } = await setUp(['i1', 'i2']);
    const [{ lists, unfollow, open }, other] = instances as [(typeof instances)[0], (typeof instances)[0]];
    const { table, leave } = open();
    await vi.advanceTimersByTimeAsync(100);

    const forged = ['5', '[]', '[null]', '[7]', '[{}]', '[{"id":"a"}]', '[{"id":5,"ownerIds":[]}]'].map(
      (listed) => `{"listed":${listed},"takenAt":{"$date":7},"cursor":"c"}`,
    );
    const [, empty = ''] = forged;
    for (const text of ['nonsense', '{}', 'null', empty.replace('{"$date":7}', '"now"'), ...forged])
      if (text !== empty) lists.receive('acme/things', 'somebody', text);
    expect([...table.rows()]).toEqual(world.rows);

    leave();
    await vi.advanceTimersByTimeAsync(times.lingerMs);
    expect(unfollow.mock.calls).toEqual([['acme/things']]);
    world.taken();
    other.open();
    await vi.advanceTimersByTimeAsync(3 * longestMs);
    expect(new Set(world.taken().map(({ by }) => by))).toEqual(new Set(['i2']));
    await world.close();
  });
});

/**
 * Mixed churn against one gateway: `npm run chaos -- --soak` lets clients come and go for thirty
 * minutes, or as `--minutes` says, and fails unless the heap stays flat after the first five: what
 * the gateway keeps, without the code that V8 compiles, of which there must only not be too much,
 * and without the events that it remembers, which fill and lose their history with each connection.
 *
 * Much is remembered for a minute or two, some four megabytes of it: visits come at a steady pace,
 * so that it is as much at the end as at the beginning, however busy the machine is meanwhile. What
 * is remembered for longer is filled up to its bound first.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { Random } from '../../../src/simulator/random.ts';
import { Child } from '../../bench/child.ts';
import { UsageError } from '../chaos-options.ts';
import { Journal } from '../journal.ts';
import { fillRefusals } from './remembered-refusals.ts';
import { meansOf, type Sample, type Trend, trendOf } from './trend.ts';
import { type Place, visits } from './visits.ts';

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Visitors at the same time, each with a visit a second; default 30. */
  readonly visitors?: number;
}

const msPerMinute = 60_000;
const bytesPerMegabyte = 2 ** 20;
const visitIntervalMs = 1_000;
/** Caches fill and code is compiled meanwhile. */
const warmUpMinutes = 5;
/** So long documents and plans are kept that nobody uses. */
const rememberedMinutes = 2;
/** A trend takes three means. */
const leastMinutes = warmUpMinutes + 3 * rememberedMinutes;
const sampleIntervalMs = 15_000;
const dropIntervalMs = 20_000;
/**
 * What V8 has optimised it notes on the shapes of objects, too, outside of what it counts as code:
 * some 20 bytes for each visit. Nothing that the gateway keeps depends on it.
 */
const flags = ['--no-opt'];
/** Twice what was measured. */
const maxCodeBytes = 16 * bytesPerMegabyte;
const heapBytes = z.object({ data: z.number(), code: z.number(), history: z.number() });
/** A slope of more than so many standard errors is no noise. */
const mostErrors = 3;

const settings = {
  PORT: '0',
  HOST: '127.0.0.1',
  LINGER_MS: '2000',
  // Some two seconds of them: what they take is known to a fifth only, and they come and go by megabytes.
  MAX_HISTORY_EVENTS: '200',
  MAX_CONNECTIONS_PER_IP: '100000',
  MAX_CONNECTS_PER_IP: '1000000',
};

/**
 * Runs the churn and prints the heap; returns whether it stayed flat.
 *
 * @throws UsageError when nothing would be left after the warm-up.
 */
export async function soak({ seed, minutes, visitors = 30 }: SoakOptions): Promise<boolean> {
  if (minutes < leastMinutes)
    throw new UsageError(`The first ${warmUpMinutes} minutes are not judged: give --minutes ${leastMinutes} or more.`);
  const kazoo = await KazooSimulator.start({ version: '5', keptArrivals: 100 });
  const gateway = await Child.start(new URL('./gateway-process.ts', import.meta.url), flags);
  const over = new AbortController();
  try {
    await gateway.call('forgoSourceMaps', z.undefined());
    const url = await gateway.call('start', z.string(), {
      ...settings,
      KAZOO_API_URL: kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
    });
    const random = new Random(seed);
    const place = { url, kazoo, random };
    const counts = new Map<string, number>();
    await fillRefusals(place);
    const churn = [
      ...Array.from({ length: visitors }, async (_, index) => {
        await delay((index / visitors) * visitIntervalMs);
        await keepVisiting(place, counts, over.signal);
      }),
      keepPublishing(kazoo, random, over.signal),
      keepDropping(kazoo, over.signal),
    ];
    const samples = await sampleHeap(gateway, minutes, () => sumOf(counts));
    over.abort();
    await Promise.all(churn);
    console.log([...counts].map(([name, count]) => `${name} ${count}`).join(', '));
    return didAll(counts) && judge(trendOf(meansOf(samples, rememberedMinutes * msPerMinute)));
  } finally {
    over.abort();
    await gateway.close();
    await kazoo.close();
  }
}

async function keepVisiting(place: Place, counts: Map<string, number>, over: AbortSignal): Promise<void> {
  const names = Object.keys(visits);
  while (!over.aborted) {
    const next = delay(visitIntervalMs);
    const name = place.random.pick(names);
    try {
      await visits[name]?.(place);
      count(counts, name);
    } catch {
      // Cut or refused, as the churn wants it: told by the counts.
      count(counts, `${name} failed`);
    }
    await next;
  }
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, each) => sum + each, 0);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

async function keepPublishing(kazoo: KazooSimulator, random: Random, over: AbortSignal): Promise<void> {
  const { id } = kazoo.directory.account('demo');
  while (!over.aborted) {
    // The journal remembers what it published, and this process is not the one that is judged.
    new Journal(id, kazoo, random).calls(random.integer(1, 5));
    await delay(random.integer(1, 50));
  }
}

async function keepDropping(kazoo: KazooSimulator, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await delay(dropIntervalMs, undefined, { signal: over }).catch(() => undefined);
    kazoo.blackhole.dropSockets({ code: 1001 });
  }
}

/**
 * The heap without code and history, after a garbage collection, from the end of the warm-up on.
 *
 * @throws RangeError for too much code.
 */
async function sampleHeap(gateway: Child, minutes: number, visited: () => number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const startedAtMs = performance.now();
  for (;;) {
    await delay(sampleIntervalMs);
    const atMs = performance.now() - startedAtMs;
    const { data, code, history } = await gateway.call('heapBytes', heapBytes);
    const beside = `code ${megabytes(code)}, history ${megabytes(history)}, after ${visited()} visits`;
    console.log(`  ${(atMs / msPerMinute).toFixed(1)} min: heap ${megabytes(data)}, and ${beside}`);
    if (code > maxCodeBytes) throw new RangeError(`V8 holds ${megabytes(code)} of code.`);
    if (atMs > warmUpMinutes * msPerMinute) samples.push({ atMs, value: data });
    if (atMs > minutes * msPerMinute) return samples;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / bytesPerMegabyte).toFixed(2)} MB`;
}

/** Whether each kind of visit did what it is for: what only fails leaves nothing behind. */
function didAll(counts: ReadonlyMap<string, number>): boolean {
  const idle = Object.keys(visits).filter((name) => (counts.get(name) ?? 0) === 0);
  if (idle.length > 0) console.log(`✗ these visits have never been made: ${idle.join(', ')}`);
  return idle.length === 0;
}

function judge({ perMinute, errorPerMinute }: Trend): boolean {
  const isFlat = perMinute <= mostErrors * errorPerMinute;
  const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} kB`;
  console.log(
    `${isFlat ? '✓' : '✗'} the heap grows by ${kilobytes(perMinute)} a minute, ± ${kilobytes(errorPerMinute)} ` +
      '(one standard error)',
  );
  return isFlat;
}

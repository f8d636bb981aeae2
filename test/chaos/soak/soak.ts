/**
 * Mixed churn against one gateway: `npm run chaos -- --soak` lets clients come and go for thirty
 * minutes, or as `--minutes` says, and fails unless the heap stays flat after the first five: what
 * the gateway keeps, without the code that V8 compiles, of which there must only not be too much,
 * and without the events that it remembers, which fill and lose their history with each connection.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { Random } from '../../../src/simulator/random.ts';
import { Child } from '../../bench/child.ts';
import { UsageError } from '../chaos-options.ts';
import { Journal } from '../journal.ts';
import { type Sample, type Trend, trendOf } from './trend.ts';
import { type Place, visits } from './visits.ts';

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Visitors at the same time; default 24. */
  readonly visitors?: number;
}

const msPerMinute = 60_000;
const bytesPerMegabyte = 2 ** 20;
/** Caches fill and code is compiled meanwhile. */
const warmUpMinutes = 5;
const sampleIntervalMs = 15_000;
const dropIntervalMs = 20_000;
/** Twice what was measured after a quarter of an hour. */
const maxCodeBytes = 24 * bytesPerMegabyte;
const heapBytes = z.object({ data: z.number(), code: z.number(), history: z.number() });
/** A slope of more than so many standard errors is no noise. */
const mostErrors = 3;

const settings = {
  PORT: '0',
  HOST: '127.0.0.1',
  LINGER_MS: '2000',
  MAX_CONNECTIONS_PER_IP: '100000',
  MAX_CONNECTS_PER_IP: '1000000',
};

/**
 * Runs the churn and prints the heap; returns whether it stayed flat.
 *
 * @throws UsageError when nothing would be left after the warm-up.
 */
export async function soak({ seed, minutes, visitors = 24 }: SoakOptions): Promise<boolean> {
  if (minutes <= warmUpMinutes)
    throw new UsageError(`The first ${warmUpMinutes} minutes are not judged: give --minutes more.`);
  const kazoo = await KazooSimulator.start({ version: '5', keptArrivals: 100 });
  const gateway = await Child.start(new URL('./gateway-process.ts', import.meta.url));
  const over = new AbortController();
  try {
    const url = await gateway.call('start', z.string(), {
      ...settings,
      KAZOO_API_URL: kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
    });
    const random = new Random(seed);
    const counts = new Map<string, number>();
    const churn = [
      ...Array.from({ length: visitors }, () => keepVisiting({ url, kazoo, random }, counts, over.signal)),
      keepPublishing(kazoo, random, over.signal),
      keepDropping(kazoo, over.signal),
    ];
    const samples = await sampleHeap(gateway, minutes);
    over.abort();
    await Promise.all(churn);
    console.log([...counts].map(([name, count]) => `${name} ${count}`).join(', '));
    return judge(trendOf(samples));
  } finally {
    over.abort();
    await gateway.close();
    await kazoo.close();
  }
}

async function keepVisiting(place: Place, counts: Map<string, number>, over: AbortSignal): Promise<void> {
  const names = Object.keys(visits);
  while (!over.aborted) {
    const name = place.random.pick(names);
    try {
      await visits[name]?.(place);
      count(counts, name);
    } catch {
      // Cut or refused, as the churn wants it: told by the counts.
      count(counts, `${name} failed`);
      await delay(place.random.integer(1, 20));
    }
  }
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
async function sampleHeap(gateway: Child, minutes: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const startedAtMs = performance.now();
  for (;;) {
    await delay(sampleIntervalMs);
    const atMs = performance.now() - startedAtMs;
    const { data, code, history } = await gateway.call('heapBytes', heapBytes);
    const beside = `code ${megabytes(code)}, history ${megabytes(history)}`;
    console.log(`  ${(atMs / msPerMinute).toFixed(1)} min: heap ${megabytes(data)}, and ${beside}`);
    if (code > maxCodeBytes) throw new RangeError(`V8 holds ${megabytes(code)} of code.`);
    if (atMs > warmUpMinutes * msPerMinute) samples.push({ atMs, value: data });
    if (atMs > minutes * msPerMinute) return samples;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / bytesPerMegabyte).toFixed(2)} MB`;
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

import { createClient } from '@redis/client';
import { GatewayError } from '../../../src/errors.ts';
import { entryFormats } from '../../../src/fleet/entries/format-choice.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { type Instance, startInstance } from '../../fleet/harness/fleet-instance.ts';
import { logOn } from '../../fleet/log/engines.ts';
import { RedisServer } from '../../fleet/log/redis-server.ts';
import { percentile } from '../statistics.ts';
import { measureInLaunches } from './launches.ts';
import { type Bench, judged, type Result, type Row } from './row.ts';

const accountId = 'a'.repeat(32);
const calls = parseBinding('call.*.*');
const warmUpEvents = 500;
const eventsPerRound = 500;
const rows = [
  { name: 'fleet-latency-p50', share: 0.5, target: 3 },
  { name: 'fleet-latency-p99', share: 0.99, target: 3 },
] as const;

/** An owner and one who follows, on a Redis of their own. */
class FleetPair implements AsyncDisposable {
  readonly #engine: RedisServer;
  readonly #commands: ReturnType<typeof createClient>;
  readonly #instances: readonly Instance[];
  #sent = 0;
  #onEvent: (number: number) => void = () => undefined;

  private constructor(engine: RedisServer) {
    this.#engine = engine;
    this.#commands = createClient({ url: engine.url });
    this.#instances = ['owner', 'follower'].map((id) =>
      startInstance(logOn(engine.url, id), {
        keepsStandbys: false,
        formats: entryFormats,
        onMode: () => undefined,
        onFault: (error) => {
          throw error;
        },
      }),
    );
  }

  static async start(): Promise<FleetPair> {
    const pair = new FleetPair(await RedisServer.start('redis-server'));
    await pair.#commands.connect();
    for (const { id, upstreams } of pair.#instances) {
      const isFollower = id === 'follower';
      const listener = {
        onEvent: ({ data }: { readonly data: Readonly<Record<string, unknown>> }) => {
          if (isFollower) pair.#onEvent(Number(data['number']));
        },
        onGap: () => undefined,
        onEnd: () => undefined,
      };
      await upstreams.listen(accountId, calls, listener, id).live;
    }
    return pair;
  }

  /** From an event of Kazoo at the owner to a client of the follower. */
  async deliveryMs(): Promise<number> {
    this.#sent += 1;
    const delivered = new Promise<void>((resolve) => {
      this.#onEvent = (number) => {
        if (number === this.#sent) resolve();
      };
    });
    const sentAtMs = performance.now();
    this.#instances[0]?.source.bring(accountId, this.#sent);
    await delivered;
    return performance.now() - sentAtMs;
  }

  async roundTripMs(): Promise<number> {
    const sentAtMs = performance.now();
    await this.#commands.ping();
    return performance.now() - sentAtMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const over = new GatewayError('SHUTTING_DOWN', 'It is measured.');
    for (const { upstreams } of this.#instances) upstreams.close(over);
    await Promise.all(this.#instances.map(({ upstreams }) => upstreams.withdrawn));
    this.#commands.destroy();
    await this.#engine[Symbol.asyncDispose]();
  }
}

/** What the way through a fleet adds to the latency of an event, in round trips to its Redis. */
export const fleetLatency: Row = {
  names: rows.map(({ name }) => name),
  async measure(bench: Bench, wanted: (name: string) => boolean): Promise<readonly Result[]> {
    const chosen = rows.filter(({ name }) => wanted(name));
    const targets = chosen.map(({ target }) => target);
    const measurements = await measureInLaunches(bench, targets, async (note) => {
      const rounds = await measureLaunch(bench, note);
      return chosen.map(({ share }) => ({
        ours: rounds.map(({ deliveries }) => percentile(deliveries, share)),
        baseline: rounds.map(({ roundTrips }) => percentile(roundTrips, share)),
      }));
    });
    return chosen.flatMap(({ name, target }, index) => {
      const measurement = measurements[index];
      if (measurement === undefined) return [];
      const note = `rounds of ${eventsIn(bench)} events, one at a time, each beside a PING`;
      return [{ row: name, against: 'a PING', unit: 'ms added by the fleet', ...judged(measurement, target), note }];
    });
  },
};

function eventsIn({ scale }: Bench): number {
  return Math.ceil(eventsPerRound * scale);
}

async function measureLaunch(bench: Bench, note: (text: string) => void) {
  await using pair = await FleetPair.start();
  const take = async (events: number) => {
    const [deliveries, roundTrips]: [number[], number[]] = [[], []];
    for (let event = 0; event < events; event += 1) {
      deliveries.push(await pair.deliveryMs());
      roundTrips.push(await pair.roundTripMs());
    }
    return { deliveries, roundTrips };
  };
  await take(warmUpEvents);
  const rounds = [];
  for (let round = 1; round <= bench.roundsPerLaunch; round += 1) {
    rounds.push(await take(eventsIn(bench)));
    note(`round ${round} of ${bench.roundsPerLaunch}`);
  }
  return rounds;
}

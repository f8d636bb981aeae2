import { isDeepStrictEqual } from 'node:util';
import { type LiveTable, liveTable, type SubscribingClient } from '../../../src/client/index.ts';
import { readConfig } from '../../../src/config/config.ts';
import { type Gateway, startGateway } from '../../../src/gateway/gateway.ts';
import { Traffic } from '../../../src/simulator/traffic/traffic.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { expectedCalls } from '../../live/calls/call-oracle.ts';
import type { Chaos } from '../chaos.ts';
import { StoryTime } from '../live/story-time.ts';
import { TableClient } from '../live/table-client.ts';
import { quickSettings } from '../run-scenario.ts';
import type { Scenario } from '../scenario.ts';

interface ShownCall {
  readonly id: string;
  readonly state: string;
  readonly legs: readonly { readonly callId: string }[];
}

interface Result {
  readonly calls: { readonly calls: readonly ShownCall[]; readonly removed: readonly { readonly id: string }[] };
}

const query = 'subscription { calls { kind calls { id state legs { callId } } removed { id } } }';
const clientCount = 3;
const faultsPerRound = 4;
const speed = 15;
const storiesPerMinute = 20;
/**
 * How many lists Kazoo is asked for, at most, until a ghost is gone: one that was asked for before
 * the loss, two repairs, of which the first may be in doubt.
 */
const listsPerGhost = 4;
/** How long the list is not to be had, at most. */
const patienceMs = 150;

/** A gateway that is replaced by another one now and then, whose address clients look up. */
class RestartedGateway {
  readonly #chaos: Chaos;
  #gateway: Gateway | undefined;

  constructor(chaos: Chaos) {
    this.#chaos = chaos;
  }

  get url(): string {
    return this.#gateway?.url.replace('http', 'ws') ?? '';
  }

  async start(): Promise<void> {
    const { kazoo } = this.#chaos;
    const config = readConfig({
      ...quickSettings,
      KAZOO_API_URL: kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
      REPAIR_INTERVAL_MS: '400',
    });
    const log = createLog('error', { write: (line) => this.#chaos.problem(`a gateway logged ${line}`) });
    this.#gateway = await startGateway(config, log);
  }

  async stop(): Promise<void> {
    await this.#gateway?.close();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }
}

/** @param broken gets how to mend what stays broken */
async function disturb(
  chaos: Chaos,
  gateway: RestartedGateway,
  clients: readonly TableClient<ShownCall>[],
  broken: (() => void)[],
): Promise<void> {
  const { kazoo, random } = chaos;
  const client = random.pick(clients);
  const disturbances: readonly (() => unknown)[] = [
    () => kazoo.blackhole.dropSockets(),
    () => (client.isThere ? client.leave() : client.join()),
    () => broken.push(kazoo.crossbar.faults.failWith(503, { path: /\/channels$/, count: random.integer(1, 3) })),
    async () => {
      const resume = kazoo.blackhole.stall();
      await chaos.pause(20, patienceMs);
      resume();
    },
    async () => {
      const release = kazoo.crossbar.faults.hold({ path: /\/channels$/ });
      await chaos.pause(20, patienceMs);
      release();
    },
  ];
  await random.pick(random.chance(0.1) ? [() => gateway.restart()] : disturbances)();
}

function openCalls(client: SubscribingClient): LiveTable<ShownCall> {
  return liveTable<Result>(client, { query });
}

function problemsOf(rows: readonly ShownCall[]): readonly string[] {
  const callIds = rows.flatMap(({ legs }) => legs.map(({ callId }) => callId));
  return [
    ...(new Set(callIds).size < callIds.length ? ['a leg is in two rows'] : []),
    ...(rows.some(({ legs }) => legs.length === 0) ? ['a row has no legs'] : []),
  ];
}

/** Whether what is shown is what goes on in the simulator. */
function isTrue(chaos: Chaos, rows: readonly ShownCall[]): boolean {
  const rowOf = new Map(rows.flatMap((row) => row.legs.map(({ callId }) => [callId, row])));
  // That an agent's leg is for the caller of a queue is told by its CREATE alone, which may be lost.
  const isShownAsOne = (one: string, other: string): boolean => rowOf.get(one) === rowOf.get(other);
  const expected = expectedCalls(chaos.kazoo.live, chaos.accountId('demo'), isShownAsOne);
  const facts = (
    calls: readonly { readonly state: string; readonly callIds: readonly string[] }[],
  ): readonly string[] => calls.map(({ state, callIds }) => `${[...callIds].sort().join()} ${state}`).sort();
  const shown = rows.map(({ state, legs }) => ({ state, callIds: legs.map(({ callId }) => callId) }));
  return isDeepStrictEqual(facts(shown), facts(expected));
}

/** Live lists of clients, made by the client package, beside what really goes on. */
export const liveCalls: readonly Scenario[] = [
  {
    name: 'calls are shown as they are, whatever happens to their events',
    kazoo: { eventDelays: { seed: 11, chance: 0.2, atMostMs: 60 } },
    leavesCounts: true,
    async play(chaos) {
      const { random } = chaos;
      const { directory, live, behaviour, publisher, now } = chaos.kazoo;
      using time = new StoryTime(speed);
      const traffic = new Traffic(
        { directory, live, behaviour, publisher, now, after: time.after },
        { seed: random.integer(0, 2 ** 31), callsPerMinute: storiesPerMinute, accounts: { demo: 1 } },
      );
      const gateway = new RestartedGateway(chaos);
      await gateway.start();
      const clients = Array.from(
        { length: clientCount },
        () =>
          new TableClient({
            url: () => gateway.url,
            token: () => chaos.token('demo'),
            random,
            open: openCalls,
            problemsOf,
          }),
      );
      const { crossbar } = chaos.kazoo;
      const broken: (() => void)[] = [];
      const listsAsked = (): number => crossbar.requests.filter(({ path }) => path.endsWith('/channels')).length;
      const settled = async (): Promise<void> => {
        for (const repair of broken.splice(0)) repair();
        for (const client of clients) client.join();
        let listsBefore: number | undefined;
        await chaos.until('all clients show what is', () => {
          if (!clients.every(({ isLive }) => isLive)) listsBefore = undefined;
          else listsBefore ??= listsAsked();
          return listsBefore !== undefined && clients.every(({ rows }) => isTrue(chaos, rows));
        });
        const lists = listsAsked() - (listsBefore ?? 0);
        if (lists > listsPerGhost) chaos.problem(`what is over was shown until Kazoo was asked ${lists} times`);
      };
      try {
        for (let round = 0; round < chaos.rounds; round += 1) {
          time.resume();
          for (let fault = 0; fault < faultsPerRound; fault += 1) {
            await chaos.pause(50, 400);
            await disturb(chaos, gateway, clients, broken);
          }
          time.pause();
          await settled();
        }
        traffic.stop();
        await settled();
        for (const { problems } of clients) for (const problem of problems) chaos.problem(problem);
      } finally {
        traffic.stop();
        for (const client of clients) client.close();
        await gateway.stop();
      }
    },
  },
];

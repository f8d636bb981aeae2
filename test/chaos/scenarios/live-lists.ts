import { isDeepStrictEqual } from 'node:util';
import { liveTable } from '../../../src/client/index.ts';
import type { Chaos } from '../chaos.ts';
import { ListWorld } from '../live/list-world.ts';
import { TableClient } from '../live/table-client.ts';
import { allVersions, type Scenario } from '../scenario.ts';

type Row = Readonly<Record<string, unknown>>;

interface List {
  /** The fields of its rows that the world knows, as `ListWorld.truths` tells them. */
  readonly told: readonly string[];
  /** Whether it is polled: then clients want it at an interval, and a request can be disturbed. */
  readonly path?: RegExp;
}

const lists: Readonly<Record<string, List>> = {
  registrations: { told: ['username'], path: /\/registrations$/ },
  devices: { told: ['id', 'name'], path: /\/devices$/ },
  queues: { told: ['id', 'name'], path: /\/queues$/ },
  parkedCalls: { told: ['slot', 'callId'], path: /\/parked_calls$/ },
  voicemailBoxes: { told: ['id', 'mailbox'], path: /\/vmboxes$/ },
  people: { told: ['userId', 'state'] },
  accountBoard: { told: ['ringing', 'talking', 'held', 'parked'] },
};

const clientsPerList = 2;
const faultsPerRound = 3;
const stepsPerFault = 12;
/** How long a list is not to be had, at most. */
const patienceMs = 80;

interface Shown {
  readonly name: string;
  readonly list: List;
  readonly clients: TableClient<Row>[];
}

function documentOf(name: string, { told }: List): string {
  return `subscription { ${name} { kind ${name} { ${['id', ...told].join(' ')} } removed { id } } }`;
}

function tableClient(chaos: Chaos, name: string, list: List): TableClient<Row> {
  const { random, gateway } = chaos;
  const query = documentOf(name, list);
  return new TableClient<Row>({
    url: () => gateway.url.replace('http', 'ws'),
    token: () => chaos.token('demo'),
    random,
    open: (client) => liveTable(client, { query }),
  });
}

async function disturb(chaos: Chaos, { list, clients }: Shown): Promise<void> {
  const { kazoo, random } = chaos;
  const { faults } = kazoo.crossbar;
  const { path = /\/channels$/ } = list;
  const client = random.pick(clients);
  const disturbances: readonly (() => unknown)[] = [
    () => kazoo.blackhole.dropSockets(),
    () => (client.isThere ? client.leave() : client.join()),
    () => faults.failWith(503, { path, count: random.integer(1, 2) }),
    () => faults.answerGarbage({ path, count: 1 }),
    async () => {
      const release = faults.hold({ path });
      await chaos.pause(10, patienceMs);
      release();
    },
    async () => {
      const resume = kazoo.blackhole.stall();
      await chaos.pause(10, patienceMs);
      resume();
    },
  ];
  await random.pick(disturbances)();
}

function toldBy(rows: readonly Row[], { told }: List): readonly string[] {
  return rows.map((row) => told.map((field) => String(row[field])).join(' ')).sort();
}

function sorted(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((one, other) => (String(one['id']) < String(other['id']) ? -1 : 1));
}

/** Waits until all show what is, and so does somebody who comes now. */
async function settle(chaos: Chaos, world: ListWorld, shown: readonly Shown[]): Promise<void> {
  for (const { clients } of shown) for (const client of clients) client.join();
  const untrue = (): readonly string[] =>
    shown.flatMap(({ name, list, clients }) => {
      const truth = [...(world.truths[name]?.() ?? [])].sort();
      return clients.every(({ isLive, rows }) => isLive && isDeepStrictEqual(toldBy(rows, list), truth)) ? [] : [name];
    });
  await chaos
    .until('all lists are shown as they are', () => untrue().length === 0)
    .catch((error: unknown) => {
      throw new Error(`Not shown as they are: ${untrue().join(', ')}`, { cause: error });
    });
  // What begins now is the gateway's own table.
  const newcomers = shown.map(({ name, list }) => tableClient(chaos, name, list));
  for (const newcomer of newcomers) newcomer.join();
  await chaos.until('who joins is shown the lists', () => newcomers.every(({ isLive }) => isLive));
  shown.forEach(({ name, clients }, index) => {
    const whole = sorted(newcomers[index]?.rows ?? []);
    if (!clients.every(({ rows }) => isDeepStrictEqual(sorted(rows), whole)))
      chaos.problem(`a client shows other ${name} than the gateway`);
  });
  for (const newcomer of newcomers) newcomer.close();
}

/** The lists that are polled or computed, made by the client package, beside what really is. */
export const liveLists: readonly Scenario[] = allVersions.map((version) => ({
  name: 'lists are shown as they are, whatever becomes of questions, events and clients',
  versions: [version],
  // Polled so often, Kazoo would soon answer nothing: its limit of requests is for other tests.
  kazoo: { hasQueues: true, crossbarBucketTokens: 100_000 },
  settings: { MIN_POLL_INTERVAL_MS: '30', REPAIR_INTERVAL_MS: '300' },
  leavesCounts: true,
  async play(chaos) {
    const { random } = chaos;
    const world = new ListWorld(chaos.kazoo, random);
    const shown = Object.entries(lists).map(([name, list]): Shown => {
      const clients = Array.from({ length: clientsPerList }, () => tableClient(chaos, name, list));
      return { name, list, clients };
    });
    try {
      await settle(chaos, world, shown);
      for (let round = 0; round < chaos.rounds; round += 1) {
        for (let fault = 0; fault < faultsPerRound; fault += 1) {
          for (let step = 0; step < stepsPerFault; step += 1) world.step();
          await disturb(chaos, random.pick(shown));
          await chaos.pause(5, 60);
        }
        await settle(chaos, world, shown);
      }
      for (const { clients } of shown)
        for (const { problems } of clients) for (const problem of problems) chaos.problem(problem);
    } finally {
      for (const { clients } of shown) for (const client of clients) client.close();
    }
  },
}));

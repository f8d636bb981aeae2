import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { RedisServer } from '../../fleet/log/redis-server.ts';
import { GatewayProgram } from '../../harness/gateway-program.ts';
import { metric } from '../../harness/operator-pages.ts';
import { Clients } from '../clients/clients.ts';
import { callEvents } from '../operation.ts';
import type { Bench, Result, Row } from './row.ts';

const program = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const instances = 3;
const accounts = ['demo', 'other'];
const pollMs = 50;

/** What Kazoo holds for so many gateways, each with a client of each account, all on one Redis. */
async function subscriptionsFor(count: number): Promise<number> {
  await using engine = await RedisServer.start('redis-server');
  const kazoo = await KazooSimulator.start();
  const clients = await Clients.start();
  const gateways: GatewayProgram[] = [];
  try {
    const settings = {
      PORT: '0',
      HOST: '127.0.0.1',
      KAZOO_API_URL: kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
      REDIS_URL: engine.url,
    };
    for (let started = 0; started < count; started += 1) {
      const gateway = await GatewayProgram.start(program, settings);
      gateways.push(gateway);
      for (const name of accounts) {
        await clients.connect({
          kind: 'graphql-transport-ws',
          port: Number(new URL(gateway.url).port),
          token: kazoo.issueToken({ accountId: kazoo.directory.account(name).id }),
          connections: 1,
          subscriptionsPerConnection: 1,
          operations: [callEvents],
        });
      }
      while ((await metric(gateway, 'live_topics')) !== accounts.length) await delay(pollMs);
    }
    return kazoo.blackhole.sockets.reduce((sum, { bindings }) => sum + bindings.length, 0);
  } finally {
    await clients.close();
    await Promise.all(gateways.map((gateway) => gateway.kill()));
    await kazoo.close();
  }
}

/** That instances of a fleet cost Kazoo what one of them does. */
export const fleetSubscriptions: Row = {
  names: ['fleet-subscriptions'],
  async measure({ note }: Bench): Promise<readonly Result[]> {
    note('one instance');
    const baseline = await subscriptionsFor(1);
    note(`${instances} instances`);
    const ours = await subscriptionsFor(instances);
    const ratio = ours / baseline;
    return [
      {
        row: 'fleet-subscriptions',
        against: 'one instance',
        unit: 'subscriptions at Kazoo',
        ours,
        baseline,
        ratio,
        interval: undefined,
        launches: 1,
        target: 1,
        verdict: ratio <= 1 ? 'met' : 'missed',
        note: `${instances} instances, each with a client of each of ${accounts.length} accounts`,
      },
    ];
  },
};

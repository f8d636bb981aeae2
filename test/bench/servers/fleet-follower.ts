import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RedisServer } from '../../fleet/log/redis-server.ts';
import { GatewayProgram } from '../../harness/gateway-program.ts';
import { metric } from '../../harness/operator-pages.ts';
import { Clients } from '../clients/clients.ts';
import { callEvents } from '../operation.ts';
import { gatewaySettings, startGatewayWith } from './gateway-server.ts';
import type { ServerOptions, ServerUnderTest } from './server-under-test.ts';

const program = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const pollMs = 20;

/**
 * A gateway that gets the account's events by a Redis from another one, which owns the account
 * since it has a client of its own. Only the follower is in this process.
 */
export async function startFleetFollower({ upstream }: ServerOptions): Promise<ServerUnderTest> {
  const engine = await RedisServer.start('redis-server');
  const settings = { ...gatewaySettings(upstream), REDIS_URL: engine.url };
  const owner = await GatewayProgram.start(program, settings);
  process.once('exit', () => void Promise.all([owner.kill(), engine.kill()]));
  const clients = await Clients.start();
  const port = Number(new URL(owner.url).port);
  const { token } = upstream;
  await clients.connect({
    kind: 'graphql-transport-ws',
    port,
    token,
    connections: 1,
    subscriptionsPerConnection: 1,
    operations: [callEvents],
  });
  while ((await metric(owner, 'fleet_accounts{role="owner"}')) !== 1) await delay(pollMs);
  return await startGatewayWith(settings);
}

/** The process of a server under test. */
import { z } from 'zod';
import { answerCalls } from '../child-calls.ts';
import { upstream } from '../feed/upstream.ts';
import { currentUsage } from '../usage.ts';
import { startBareRelay, startTextRelay } from './bare-relay.ts';
import { startFleetFollower } from './fleet-follower.ts';
import { startGatewayServer } from './gateway-server.ts';
import { startMercurius } from './mercurius-recipe.ts';
import { startOtherGateway } from './other-gateway.ts';
import { type ServerKind, serverKind } from './server-kind.ts';
import type { ServerUnderTest, StartServer } from './server-under-test.ts';
import { startYogaRecipe } from './yoga-recipe.ts';

const starters: Readonly<Record<ServerKind, StartServer>> = {
  gateway: startGatewayServer,
  fleetFollower: startFleetFollower,
  otherGateway: startOtherGateway,
  relay: startBareRelay,
  textRelay: startTextRelay,
  yoga: startYogaRecipe,
  mercurius: startMercurius,
};

const starting = z.object({ kind: serverKind, upstream, messageBytes: z.number() });
let server: ServerUnderTest | undefined;

answerCalls({
  async start(argument): Promise<number> {
    const { kind, ...options } = starting.parse(argument);
    server = await starters[kind](options);
    return server.port;
  },
  subscribers: () => server?.subscribers() ?? 0,
  executions: () => server?.executions?.() ?? 0,
  usage: () => currentUsage(),
  // Gives free pages back to the system, so that RSS is what is in use.
  collectGarbage: () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
});

/** The process of a server under test. */
import { z } from 'zod';
import { answerCalls } from '../child-calls.ts';
import { upstream } from '../feed/upstream.ts';
import { currentUsage } from '../usage.ts';
import { startBareRelay } from './bare-relay.ts';
import { startGatewayServer } from './gateway-server.ts';
import { type ServerKind, serverKind } from './server-kind.ts';
import type { ServerUnderTest, StartServer } from './server-under-test.ts';
import { startYogaRecipe } from './yoga-recipe.ts';

const starters: Readonly<Record<ServerKind, StartServer>> = {
  gateway: startGatewayServer,
  relay: startBareRelay,
  yoga: startYogaRecipe,
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
  usage: () => currentUsage(),
  collectGarbage: () => globalThis.gc?.(),
});

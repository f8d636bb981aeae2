import { pathToFileURL } from 'node:url';
import type { StartServer } from './server-under-test.ts';

/** The environment variable that names the folder of the other checkout. */
export const otherCheckoutVariable = 'BENCH_OTHER_CHECKOUT';

/**
 * Starts the built gateway of another checkout, as that checkout's own bench does.
 *
 * @throws Error when no other checkout is named.
 */
export const startOtherGateway: StartServer = async (options) => {
  const folder = process.env[otherCheckoutVariable];
  if (folder === undefined) throw new Error(`${otherCheckoutVariable} is not set.`);
  const module = pathToFileURL(`${folder}/test/bench/servers/gateway-server.ts`).href;
  const { startGatewayServer }: typeof import('./gateway-server.ts') = await import(module);
  return startGatewayServer(options);
};

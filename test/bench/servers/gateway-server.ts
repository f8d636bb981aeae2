import { readConfig } from '../../../src/config.ts';
import { startGateway } from '../../../src/gateway.ts';
import { createLog } from '../../../src/log.ts';
import type { ServerOptions, ServerUnderTest } from './server-under-test.ts';

/** The gateway as in production, with its default settings. */
export async function startGatewayServer({ upstream }: ServerOptions): Promise<ServerUnderTest> {
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    KAZOO_API_URL: upstream.apiUrl,
    KAZOO_BLACKHOLE_URL: upstream.blackholeUrl,
    LOG_LEVEL: 'warn',
  });
  const gateway = await startGateway(config, createLog(config.logLevel));
  return { port: Number(new URL(gateway.url).port), subscribers: () => gateway.sizes.seats() };
}

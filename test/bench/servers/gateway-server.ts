import type { Upstream } from '../feed/upstream.ts';
import type { ServerOptions, ServerUnderTest } from './server-under-test.ts';

/** See `buildGateway`. */
function built(name: string): string {
  return new URL(`../../../dist/${name}.js`, import.meta.url).href;
}

const executionsLine = /^kazoo_gateway_event_executions_total (\d+)$/m;

/** How often Kazoo is asked for a list that is polled. */
export const pollIntervalMs = 100;

/** The gateway as in production. */
export function startGatewayServer({ upstream }: ServerOptions): Promise<ServerUnderTest> {
  return startGatewayWith(gatewaySettings(upstream));
}

/** The default settings; only that all clients come from one address is no attack here. */
export function gatewaySettings(upstream: Upstream): Readonly<Record<string, string>> {
  return {
    PORT: '0',
    HOST: '127.0.0.1',
    KAZOO_API_URL: upstream.apiUrl,
    KAZOO_BLACKHOLE_URL: upstream.blackholeUrl,
    LOG_LEVEL: 'warn',
    MAX_CONNECTIONS_PER_IP: '100000',
    MAX_CONNECTS_PER_IP: '1000000',
    // The list of the simulator does not have the calls that are fed.
    REPAIR_INTERVAL_MS: '3600000',
    // Else rounds of lists that are polled would take minutes.
    MIN_POLL_INTERVAL_MS: String(pollIntervalMs),
  };
}

/** Starts the built gateway in this process. */
export async function startGatewayWith(settings: Readonly<Record<string, string>>): Promise<ServerUnderTest> {
  const { readConfig }: typeof import('../../../src/config/config.ts') = await import(built('config/config'));
  const { startGateway }: typeof import('../../../src/gateway/gateway.ts') = await import(built('gateway/gateway'));
  const { createLog }: typeof import('../../../src/telemetry/log.ts') = await import(built('telemetry/log'));
  const config = readConfig(settings);
  const gateway = await startGateway(config, createLog(config.logLevel));
  return {
    port: Number(new URL(gateway.url).port),
    subscribers: () => gateway.gauges.subscribers(),
    async executions() {
      const metrics = await (await fetch(new URL('/metrics', gateway.url))).text();
      return Number(executionsLine.exec(metrics)?.[1]);
    },
  };
}

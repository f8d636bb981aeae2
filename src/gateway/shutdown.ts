import type { Config } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import type { Crossbar } from '../kazoo/crossbar/crossbar.ts';
import type { OperatorRequests } from '../operator/operator-requests.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { AccountUpstreams } from '../upstream/account-upstreams.ts';
import type { Auth } from './auth.ts';
import type { Fleet } from './fleet.ts';
import type { ClientObserver } from './observers.ts';
import type { Operations } from './operations.ts';
import type { Transports } from './transports.ts';

export interface ShutdownParts {
  readonly config: Config;
  readonly operator: OperatorRequests | undefined;
  readonly transports: Transports;
  readonly auth: Auth;
  readonly fleet: Fleet | undefined;
  readonly upstreams: AccountUpstreams;
  readonly operations: Operations;
  readonly crossbar: Crossbar;
  readonly clients: ClientObserver;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Called when all sessions are over. */
  readonly stopTimers: () => void;
}

/** Ends what lives as long as the gateway, clients first; resolves when all of it is gone. */
export async function shutDown(parts: ShutdownParts): Promise<void> {
  const { config, operator, transports, auth, fleet, upstreams, operations, crossbar, clients, metrics, log } = parts;
  const reason = new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down. Connect again.', {
    // What this gateway remembers goes with it; instances of a fleet know what it knew.
    extensions: fleet === undefined ? { cursorsEnd: true } : {},
  });
  operator?.close();
  await transports.close({
    async endSessions() {
      const { shutdownWindowMs } = config;
      await Promise.all([auth.sessions.drain(reason, shutdownWindowMs), fleet?.drain(shutdownWindowMs)]);
      parts.stopTimers();
      upstreams.close(reason);
      // Polled lists have no topics that would end them, and what is made of several asks for those again.
      operations.live.close(reason);
      await fleet?.upstreams.withdrawn;
    },
    abandonRequests: () => crossbar.close(),
  });
  // Logins that were abandoned are among what is summed.
  clients.close();
  // prom-client's observer of the garbage collector lives as long as the process and would retain the gauges.
  metrics.registry.clear();
  log.info('closed');
}

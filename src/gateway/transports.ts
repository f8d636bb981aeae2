import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import { type Config, ConfigError } from '../config/config.ts';
import { readCredentials } from '../config/tls-files.ts';
import { type ByteCount, ClientSockets } from '../http/client-sockets.ts';
import { OpenResponses } from '../http/open-responses.ts';
import { OriginPolicy } from '../http/origin-policy.ts';
import { untilAllAccepted } from '../http/reading/accepted-connections.ts';
import { reloadOnChange } from '../http/tls-reload.ts';
import { type ClientInfo, isRequestId } from '../kazoo/client-info.ts';
import { RequestIds } from '../kazoo/request-ids.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createServer, createWebSockets, type ServersOptions } from './servers.ts';

/** The transports of clients: HTTP, SSE and WebSocket on one port. */
export interface Transports {
  /** The number of open WebSockets. */
  readonly connections: () => number;
  readonly clientBytes: () => ByteCount;
  /**
   * Resolves with `http://host:port/graphql`, with the port that was really taken.
   *
   * @throws ConfigError when the port cannot be taken.
   */
  listen(): Promise<string>;
  /**
   * Ends everything in this order: accepts no more connections, ends the sessions, closes the
   * WebSockets while responses finish, abandons the requests that wait for Kazoo, and cuts whatever
   * is left. Resolves after SHUTDOWN_WINDOW_MS and CLOSE_TIMEOUT_MS at the latest.
   */
  close(shutdown: Shutdown): Promise<void>;
}

export interface Shutdown {
  /** Must end the sessions of all clients, within SHUTDOWN_WINDOW_MS. */
  readonly endSessions: () => Promise<void>;
  /**
   * Called once all responses are out or the window has elapsed. Must fail whatever still waits for
   * Kazoo immediately.
   */
  readonly abandonRequests: () => Promise<void>;
}

export interface TransportsOptions extends ServersOptions {
  readonly metrics: Metrics;
  readonly log: Log;
}

const maxLoggedOrigins = 100;
const maxLoggedOriginLength = 256;
const tlsCheckIntervalMs = 1_000;
/**
 * How many connections the kernel keeps until the event loop takes them, if its own limit
 * (`net.core.somaxconn`) is not lower. Beyond that it does not answer, and clients try again only
 * after a second, then three: Node's default of 511 is less than what one office opens at once.
 */
const maxUnacceptedConnections = 4_096;

export function createTransports(options: TransportsOptions): Transports {
  const { config, graphqlPath, limits, metrics, log, turns } = options;
  const requestIds = new RequestIds();
  const origins = originPolicy(config, log);
  const clientInfoOfRequest = (request: IncomingMessage) =>
    clientInfoOf(request, limits.addresses.of(request), requestIds);
  const entrance = { origins, clientInfoOf: clientInfoOfRequest, onSlowClient: () => metrics.slowClients.inc() };
  const webSockets = createWebSockets(options, entrance);
  const openResponses = new OpenResponses();
  const tlsFiles = tlsFilesOf(config);
  const tls = tlsFiles && readCredentials(tlsFiles.certPath, tlsFiles.keyPath);
  const server = createServer(options, entrance, openResponses, tls);
  const clientSockets = new ClientSockets();
  clientSockets.watch(server);
  server.on('upgrade', (request, socket, head) => webSockets.handleUpgrade(request, socket, head));
  let stopReloading = (): void => undefined;

  return {
    connections: () => webSockets.connections,
    clientBytes: () => clientSockets.total,
    async listen() {
      const { port, host } = config;
      server.listen({ port, backlog: maxUnacceptedConnections, ...(host === '' ? {} : { host }) });
      try {
        await once(server, 'listening');
      } catch (error) {
        throw listenError(config, error);
      }
      if (tlsFiles && tls && server instanceof TlsServer) {
        stopReloading = reloadOnChange({
          ...tlsFiles,
          server,
          served: tls,
          checkIntervalMs: tlsCheckIntervalMs,
          onReloaded: () => log.info('read the TLS certificate again'),
          onFailed: (error) => log.warn({ err: error }, 'cannot use the TLS certificate as it is now'),
        });
      }
      if (origins.acceptsAnyName)
        log.info('web pages of any name that leads here may use the gateway; PUBLIC_HOSTS can list its names');
      return `${originOf(server.address(), config.host, tlsFiles === undefined ? 'http' : 'https')}${graphqlPath}`;
    },
    async close({ endSessions, abandonRequests }) {
      const { shutdownWindowMs, closeTimeoutMs } = config;
      const windowEndsAtMs = performance.now() + shutdownWindowMs;
      await untilAllAccepted(server, turns);
      // `server.close` ends idle connections, too.
      const closed = new Promise((resolve) => server.close(resolve));
      openResponses.makeLast();
      await endSessions();
      stopReloading();
      const webSocketsClosed = webSockets.close();
      await openResponses.over(windowEndsAtMs - performance.now());
      await abandonRequests();
      await Promise.all([webSocketsClosed, openResponses.over(closeTimeoutMs)]);
      server.closeAllConnections();
      // Node does not know those on which TLS has not begun yet, or not ended its handshake.
      clientSockets.cut();
      await closed;
    },
  };
}

/** Refused origins are logged, each once in a while. */
function originPolicy({ allowedOrigins, publicHosts }: Config, log: Log): OriginPolicy {
  const refusedOrigins = new LogThrottle({ maxKeys: maxLoggedOrigins });
  return new OriginPolicy({
    allowedOrigins,
    publicHosts,
    onRefused: (given, setting) => {
      const origin = given.slice(0, maxLoggedOriginLength);
      refusedOrigins.log(origin, () =>
        log.warn({ origin, setting }, 'refusing a web page; the setting could admit it'),
      );
    },
  });
}

function tlsFilesOf({ tlsCert: certPath, tlsKey: keyPath }: Config) {
  return certPath === undefined || keyPath === undefined ? undefined : { certPath, keyPath };
}

/** Explains in the words of the settings why the gateway cannot listen on the address. */
function listenError({ host, port }: Config, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new ConfigError([`PORT: ${port} is taken by another program; choose another one`]);
  if (code === 'EACCES') return new ConfigError([`PORT: ${port} may not be used by this user; choose one above 1023`]);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ConfigError([`HOST: ${host} is not an address of this machine (${code})`]);
  return error;
}

function clientInfoOf({ headers }: IncomingMessage, clientIp: string | undefined, requestIds: RequestIds): ClientInfo {
  const given = headers['x-request-id'];
  return { requestId: isRequestId(given) ? given : requestIds.next(), clientIp };
}

function originOf(address: ReturnType<TlsServer['address']>, host: string, scheme: string): string {
  const port = typeof address === 'object' && address !== null ? address.port : '';
  return `${scheme}://${host === '' || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
}

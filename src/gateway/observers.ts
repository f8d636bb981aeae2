import { CloseCode } from 'graphql-ws';
import type { FlushObserver } from '../fanout/flush-scheduler.ts';
import type { EndedStream } from '../graphql/subscriptions/client-subscription.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { Client, OperatorRecords } from '../operator/operator-records.ts';
import type { Log } from '../telemetry/log.ts';
import { LogSums } from '../telemetry/log-sums.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { UpstreamObserver } from '../upstream/upstream-observer.ts';

const msPerSecond = 1000;
/** How often the logins of one address with one outcome are logged as `info`. */
const loginQuietMs = 60_000;
const maxLoggedLogins = 1_000;
const overflowQuietMs = 60_000;
const maxLoggedOverflows = 1_000;
const firstCodeOfApplications = 3_000;

/**
 * Counts and logs what clients do: one line for each step, with the request id that Kazoo gets too.
 * Steps of a single client are logged as `debug`, since ten thousand reconnecting clients must not
 * fill a disk, and so are the successful logins of one address after the first one in a minute.
 * Refused logins of one address are summed at any level: the first with its outcome is logged, and
 * after a minute how many came since. The metrics count all of them.
 */
export interface ClientObserver {
  readonly onOperation: (type: string, transport: 'http' | 'sse' | 'websocket') => void;
  readonly onConnect: (clientInfo: ClientInfo) => void;
  /** Called when a token is accepted on a WebSocket, at the handshake or by a login. */
  readonly onSignIn: (clientInfo: ClientInfo, accountId: string) => void;
  readonly onSubscribed: (clientInfo: ClientInfo, accountId: string) => void;
  /**
   * Called when a connection, a subscription or a query is refused, with the code that the client
   * was told, and whose it is if that is known.
   */
  readonly onRefused: (clientInfo: ClientInfo, code: string, client?: Client) => void;
  /**
   * Called when a stream ends, with the code of the error that ended it or how its client ended it.
   */
  readonly onLeft: (clientInfo: ClientInfo, stream: EndedStream, reason: string) => void;
  readonly onDisconnect: (clientInfo: ClientInfo, closeCode: number, reason: string) => void;
  readonly onLogin: (clientInfo: ClientInfo, outcome: string) => void;
  readonly onResume: (outcome: string) => void;
  /** Logs what is summed and not logged yet. */
  close(): void;
}

/** @param records what operators look at; undefined where there are none */
export function createClientObserver(metrics: Metrics, log: Log, records?: OperatorRecords): ClientObserver {
  const note = noteOf(log);
  const logins = new LogThrottle({ quietMs: loginQuietMs, maxKeys: maxLoggedLogins });
  const refusedLogins = new LogSums({ periodMs: loginQuietMs, maxKeys: maxLoggedLogins });
  return {
    onOperation: (type, transport) => metrics.operations.inc(type, transport),
    onConnect: (clientInfo) => note('client connected', clientInfo),
    onSignIn: (clientInfo, accountId) => note('client signed in', clientInfo, { accountId }),
    onSubscribed: (clientInfo, accountId) => note('client subscribed', clientInfo, { accountId }),
    onRefused(clientInfo, code, client) {
      records?.operationRefused(clientInfo, code, client);
      note('client refused', clientInfo, { code, accountId: client?.accountId, userId: client?.userId });
    },
    onLeft(clientInfo, stream, reason) {
      records?.streamEnded(clientInfo, stream, reason);
      note('stream ended', clientInfo, { ...stream, reason });
    },
    onDisconnect(clientInfo, code, reason) {
      metrics.disconnects.inc({ code: isKnown(code) ? code : 'other' });
      note('client disconnected', clientInfo, { code, reason });
    },
    onLogin(clientInfo, outcome) {
      metrics.logins.inc({ outcome });
      const address = addressBlock(clientInfo.clientIp);
      if (outcome === 'success') {
        const isLogged = logins.log(address, (withheld) => log.info({ ...clientInfo, outcome, withheld }, 'login'));
        if (!isLogged) note('login', clientInfo, { outcome });
        return;
      }
      records?.operationRefused(clientInfo, outcome);
      refusedLogins.add(
        `${address} ${outcome}`,
        () => log.info({ ...clientInfo, outcome }, 'login'),
        (logins) => log.info({ clientIp: address, outcome, logins }, 'more logins of this address in the last minute'),
      );
    },
    onResume: (outcome) => metrics.resumes.inc({ outcome }),
    close: () => refusedLogins.close(),
  };
}

/** Whether the close code is of a closed set: clients may send any from 3000 to 4999 (RFC 6455). */
function isKnown(closeCode: number): boolean {
  return closeCode < firstCodeOfApplications || closeCode in CloseCode;
}

/**
 * Composing a line costs more than everything else that is counted of a client, so it is done only
 * where `debug` is logged.
 */
function noteOf(log: Log): (message: string, clientInfo: ClientInfo, more?: object) => void {
  if (!log.isLevelEnabled('debug')) return () => undefined;
  return (message, clientInfo, more) => log.debug({ ...clientInfo, ...more }, message);
}

export function createUpstreamObserver(metrics: Metrics, log: Log): UpstreamObserver {
  const overflows = new LogThrottle({ quietMs: overflowQuietMs, maxKeys: maxLoggedOverflows });
  return {
    onState(accountId, state, reason, resellerId) {
      // There may be hundreds of those that share a socket, whose loss has a line of its own.
      if (reason === undefined)
        log[resellerId === undefined ? 'info' : 'debug']({ accountId, state, resellerId }, 'upstream');
      else {
        // The loss of a shared socket counts once, whatever number of accounts it concerns.
        if (resellerId === undefined) metrics.upstreamDisconnects.inc({ kind: reason.kind });
        const facts = { accountId, state, resellerId, kind: reason.kind, reason: reason.message };
        log[resellerId === undefined ? 'warn' : 'debug'](facts, 'upstream lost');
      }
    },
    onSharedSocketLost(resellerId, { kind, message: reason }, accounts) {
      metrics.upstreamDisconnects.inc({ kind });
      log.warn({ resellerId, accounts, kind, reason }, "socket of a reseller's accounts lost");
    },
    onGap(accountId, reason) {
      metrics.gaps.inc({ reason });
      metrics.accountGaps.note(accountId, reason);
      if (reason !== 'UPSTREAM_OVERFLOW') return;
      overflows.log(accountId, (withheld) =>
        log.warn({ accountId, withheld }, 'Kazoo drops events of this account, or may have: it reads too slowly'),
      );
    },
    onEvent: (outcome) => metrics.upstreamEvents.inc(outcome),
    onForeignFamily: (accountId, family) =>
      log.warn({ accountId, family }, 'Kazoo sends events of other accounts, which are dropped'),
    onCommand: (action, outcome) => metrics.upstreamCommands.inc({ action, outcome }),
    onTooManyTopics: () => metrics.limited.inc({ limit: 'max_topics_per_account' }),
  };
}

export function createFlushObserver(metrics: Metrics, onError: (error: unknown) => void): FlushObserver {
  return {
    onEventsFlushed(durationMs, lagMs) {
      metrics.fanout.observe(durationMs / msPerSecond);
      metrics.lag.observe(lagMs / msPerSecond);
    },
    onError,
  };
}

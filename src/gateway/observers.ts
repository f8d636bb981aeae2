import { CloseCode } from 'graphql-ws';
import type { FlushObserver } from '../fanout/flush-scheduler.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import type { CrossbarExchange } from '../kazoo/crossbar/crossbar.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { UpstreamObserver } from '../upstream/upstream-observer.ts';

const msPerSecond = 1000;
/** How often the logins of one address with one outcome are logged as `info`. */
const loginQuietMs = 60_000;
const maxLoggedLogins = 1_000;
const firstCodeOfApplications = 3_000;

/**
 * Counts and logs what clients do: one line for each step, with the request id that Kazoo gets too.
 * Steps of a single client are logged as `debug`, since ten thousand reconnecting clients must not
 * fill a disk, and so are the logins of one address after the first one with its outcome in a
 * minute; the metrics count them at any log level.
 */
export interface ClientObserver {
  readonly onOperation: (type: string, transport: 'http' | 'sse' | 'websocket') => void;
  readonly onConnect: (clientInfo: ClientInfo) => void;
  /** Called when a token is accepted on a WebSocket, at the handshake or by a login. */
  readonly onSignIn: (clientInfo: ClientInfo, accountId: string) => void;
  readonly onSubscribed: (clientInfo: ClientInfo, accountId: string) => void;
  /**
   * Called when a connection or a subscription is refused, with the code that the client was told.
   */
  readonly onRefused: (clientInfo: ClientInfo, code: string) => void;
  /**
   * Called when a stream ends, with the code of the error that ended it or how its client ended it.
   */
  readonly onLeft: (clientInfo: ClientInfo, accountId: string, reason: string) => void;
  readonly onDisconnect: (clientInfo: ClientInfo, closeCode: number, reason: string) => void;
  readonly onLogin: (clientInfo: ClientInfo, outcome: string) => void;
  readonly onResume: (outcome: string) => void;
}

export function createClientObserver(metrics: Metrics, log: Log): ClientObserver {
  const note = noteOf(log);
  const logins = new LogThrottle({ quietMs: loginQuietMs, maxKeys: maxLoggedLogins });
  return {
    onOperation: (type, transport) => metrics.operations.inc({ type, transport }),
    onConnect: (clientInfo) => note('client connected', clientInfo),
    onSignIn: (clientInfo, accountId) => note('client signed in', clientInfo, { accountId }),
    onSubscribed: (clientInfo, accountId) => note('client subscribed', clientInfo, { accountId }),
    onRefused: (clientInfo, code) => note('client refused', clientInfo, { code }),
    onLeft: (clientInfo, accountId, reason) => note('stream ended', clientInfo, { accountId, reason }),
    onDisconnect(clientInfo, code, reason) {
      metrics.disconnects.inc({ code: isKnown(code) ? code : 'other' });
      note('client disconnected', clientInfo, { code, reason });
    },
    onLogin(clientInfo, outcome) {
      metrics.logins.inc({ outcome });
      const isLogged = logins.log(`${addressBlock(clientInfo.clientIp)} ${outcome}`, (withheld) =>
        log.info({ ...clientInfo, outcome, withheld }, 'login'),
      );
      if (!isLogged) note('login', clientInfo, { outcome });
    },
    onResume: (outcome) => metrics.resumes.inc({ outcome }),
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

/** Logs how Kazoo answers: all clients notice when it does not, and none of them says so. */
export class KazooObserver {
  readonly #log: Log;
  #isAnswering = true;
  /** While the gateway starts: why exchanges failed. */
  #start: { reason?: string } | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Logs one line when Kazoo's REST API stops answering, or is not at its URL, and one when it
   * answers again.
   */
  onExchange({ route, status, problem = problemOfUrl(route, status) }: CrossbarExchange): void {
    if (problem !== undefined) {
      if (this.#start !== undefined) this.#start.reason = problem;
      else if (this.#isAnswering) this.#log.warn({ reason: problem }, 'the Kazoo API does not answer');
      this.#isAnswering = false;
    } else if (status > 0 && !this.#isAnswering) {
      this.#log.info('the Kazoo API answers again');
      this.#isAnswering = true;
    }
  }

  /** Logs one line for all that `ask` resolves with; what exchanges meanwhile tell is among it. */
  async onStart(ask: () => Promise<readonly (string | undefined)[]>): Promise<void> {
    const start: { reason?: string } = {};
    this.#start = start;
    const problems = (await ask()).filter((problem) => problem !== undefined);
    this.#start = undefined;
    if (problems.length > 0)
      this.#log.warn({ problems, reason: start.reason }, 'started without Kazoo, and connects once it is there');
  }
}

/** Every Kazoo has `/user_auth` and answers unknown accounts with 401 (rest.md section 2). */
function problemOfUrl(route: string, status: number): string | undefined {
  return route === '/user_auth' && status === 404
    ? 'There is no /user_auth at KAZOO_API_URL, which ends with a version: https://kazoo.example.com:8443/v2'
    : undefined;
}

export function createUpstreamObserver(metrics: Metrics, log: Log): UpstreamObserver {
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
    onGap: (reason) => metrics.gaps.inc({ reason }),
    onEvent: (outcome) => metrics.upstreamEvents.inc({ outcome }),
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

import type { Caller } from './kazoo/caller.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { UpstreamObserver } from './upstream/upstream.ts';

/**
 * What is counted and logged of the clients: one line for each step of a life, with the request id that Kazoo gets, too. What each client does is
 * logged as `debug`, since ten thousand of them coming back in one minute must not fill a disk; the metrics count it anyhow.
 */
export interface ClientObserver {
  readonly onOperation: (type: string, transport: 'http' | 'sse' | 'websocket') => void;
  readonly onConnect: (caller: Caller) => void;
  /** A token was accepted on a WebSocket, at the handshake or by a login. */
  readonly onSignIn: (caller: Caller, accountId: string) => void;
  readonly onSubscribed: (caller: Caller, accountId: string) => void;
  /** A connection or a subscription, with the code that the client was told. */
  readonly onRefused: (caller: Caller, code: string) => void;
  readonly onLeft: (caller: Caller, accountId: string) => void;
  readonly onDisconnect: (caller: Caller, closeCode: number, reason: string) => void;
  readonly onLogin: (caller: Caller, outcome: string) => void;
  readonly onResume: (outcome: string) => void;
}

export function clientObserver(metrics: Metrics, log: Log): ClientObserver {
  return {
    onOperation: (type, transport) => metrics.operations.inc({ type, transport }),
    onConnect: (caller) => log.debug(caller, 'client connected'),
    onSignIn: (caller, accountId) => log.debug({ ...caller, accountId }, 'client signed in'),
    onSubscribed: (caller, accountId) => log.debug({ ...caller, accountId }, 'client subscribed'),
    onRefused: (caller, code) => log.debug({ ...caller, code }, 'client refused'),
    onLeft: (caller, accountId) => log.debug({ ...caller, accountId }, 'stream ended'),
    onDisconnect(caller, code, reason) {
      metrics.disconnects.inc({ code });
      log.debug({ ...caller, code, reason }, 'client disconnected');
    },
    onLogin(caller, outcome) {
      metrics.logins.inc({ outcome });
      log.info({ ...caller, outcome }, 'login');
    },
    onResume: (outcome) => metrics.resumes.inc({ outcome }),
  };
}

export function upstreamObserver(metrics: Metrics, log: Log): UpstreamObserver {
  return {
    onState(accountId, state, reason) {
      if (reason === undefined) log.info({ accountId, state }, 'upstream');
      else {
        metrics.upstreamDisconnects.inc({ kind: reason.kind });
        log.warn({ accountId, state, kind: reason.kind, reason: reason.message }, 'upstream lost');
      }
    },
    onGap: (reason) => metrics.gaps.inc({ reason }),
    onEvent: (outcome) => metrics.upstreamEvents.inc({ outcome }),
    onCommand: (action, outcome) => metrics.upstreamCommands.inc({ action, outcome }),
  };
}

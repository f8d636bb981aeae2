import { toldPauseMs } from '../connection/passing-errors.ts';
import { isGatewayError } from '../gateway-error.ts';
import { field } from '../result-field.ts';
import type { ClientToken } from './client-token.ts';
import type { ConnectionWatch } from './connection-watch.ts';
import { GatewayRefusal, isFinal } from './gateway-refusal.ts';
import { pause } from './pause.ts';
import { RetryPace } from './retry-pace.ts';

export interface GatewayConnectionOptions {
  readonly token: ClientToken;
  /** Is told how the connection is doing. */
  readonly watch: ConnectionWatch;
  /** Gives the connection up at once, without a closing handshake. */
  readonly terminate: () => void;
  /**
   * Gets why there is no token to connect with, each reason once in a row, and once that the
   * gateway cannot be reached, where it never was.
   */
  readonly onError: (error: unknown) => void;
}

type State =
  | { readonly name: 'away' }
  | {
      readonly name: 'connected';
      readonly sinceMs: number;
      readonly renewal: AbortController;
      /** Runs while the answer to a ping is awaited. */
      readonly pongTimer?: ReturnType<typeof setTimeout> | undefined;
    }
  /** The gateway has refused, for good. */
  | { readonly name: 'refused'; readonly error: unknown }
  | { readonly name: 'disposed' };

/** The session has ended, or could not begin (PROTOCOL.md section 8). */
const forbidden = 4403;
/**
 * With the reason, which trying again does not cure where the account is disabled or has expired.
 */
const tryAgainLater = 1013;
/** Longer than a busy gateway or a slow line takes; the pings come in between. */
const pongWithinMs = 8_000;

/**
 * Decides for a client of graphql-ws what it presents, whether and when it connects again, and when
 * its connection is dead. Its functions are options of `createClient`.
 */
export class GatewayConnection {
  readonly #options: GatewayConnectionOptions;
  readonly #pace = new RetryPace();
  readonly #disposal = new AbortController();
  #state: State = { name: 'away' };
  #lastReported: string | undefined;
  /** What kept the last attempt from having a token. */
  #noToken: unknown;
  /** A pause is over after which there was no attempt: nobody was left. */
  #hasPaused = false;

  readonly on = {
    connecting: (): void => this.#onConnecting(),
    error: (event: unknown): void => this.#options.watch.failed(event),
    connected: (): void => this.#onConnected(),
    closed: (event: unknown): void => this.#onClosed(event),
    ping: (received: boolean): void => {
      if (!received) this.#awaitPong();
    },
    pong: (received: boolean): void => {
      if (received && this.#state.name === 'connected') this.#transition({ ...this.#state, pongTimer: undefined });
    },
  };

  constructor(options: GatewayConnectionOptions) {
    this.#options = options;
  }

  /** What the gateway has refused the client with, once and for all. */
  get refusal(): { readonly error: unknown } | undefined {
    return this.#state.name === 'refused' ? this.#state : undefined;
  }

  readonly connectionParams = async (): Promise<Record<string, unknown>> => {
    try {
      if (this.#state.name === 'away') return { authToken: await this.#options.token.present() };
    } catch (error) {
      this.#onNoToken(error);
    }
    // Thrown into graphql-ws, an error would leave a socket whose late close ends the next connection for good.
    this.#options.terminate();
    return {};
  };

  // graphql-ws also asks at the 'error' of a socket, such as a frame that is none: its 'close' follows.
  readonly shouldRetry = (): boolean => this.#state.name === 'away' || this.#state.name === 'connected';

  readonly retryWait = async (): Promise<void> => {
    if (this.#hasPaused) return;
    const pauseMs = this.#pace.next();
    const error = this.#options.watch.waits(pauseMs, this.#noToken);
    if (this.#noToken === undefined && !this.#options.watch.getSnapshot().wasConnected)
      this.#report(error, 'not reached');
    await pause(pauseMs, this.#disposal.signal);
    this.#hasPaused = true;
    this.#options.watch.waited();
  };

  /** Must be called before the client is disposed of, in the same turn of the event loop. */
  dispose(): void {
    if (this.#state.name === 'away') this.#giveUpAttempt();
    this.#transition({ name: 'disposed' });
    this.#disposal.abort();
  }

  #onNoToken(error: unknown): void {
    this.#pace.atLeast(toldPauseMs(error));
    if (isFinal(error)) this.#transition({ name: 'refused', error });
    this.#noToken = error;
    this.#report(error, String(error));
  }

  /** @param reason what is reported once in a row */
  #report(error: unknown, reason: string): void {
    if (reason === this.#lastReported) return;
    this.#lastReported = reason;
    this.#options.onError(error);
  }

  #onConnecting(): void {
    this.#noToken = undefined;
    this.#hasPaused = false;
    if (this.#state.name === 'disposed') this.#giveUpAttempt();
    this.#options.watch.connecting();
  }

  /** Where a network swallows everything, the attempt would last for half a minute. */
  #giveUpAttempt(): void {
    // graphql-ws creates the socket after it says so, and is disposed of after this.
    queueMicrotask(this.#options.terminate);
  }

  #onConnected(): void {
    if (this.#state.name !== 'away') return;
    const renewal = new AbortController();
    this.#transition({ name: 'connected', sinceMs: performance.now(), renewal });
    this.#options.watch.connected();
    this.#lastReported = undefined;
    void this.#options.token.keepFresh(renewal.signal);
  }

  #onClosed(event: unknown): void {
    const state = this.#state;
    if (state.name !== 'away' && state.name !== 'connected') return;
    const { token, watch } = this.#options;
    watch.closed(event);
    if (state.name === 'connected') {
      const lastedMs = performance.now() - state.sinceMs;
      this.#pace.lasted(lastedMs);
      token.lasted(lastedMs);
      this.#transition({ name: 'away' });
    }
    const reason = field(event, 'reason');
    if (field(event, 'code') === tryAgainLater) {
      const error = { message: `The gateway refuses the token (${reason}).`, extensions: { code: reason } };
      // What is no code of the gateway is the word of a proxy, and passes.
      if (isGatewayError(error) && isFinal(error))
        this.#transition({ name: 'refused', error: GatewayRefusal.of(error) });
    }
    if (field(event, 'code') !== forbidden) return;
    this.#pace.hurry();
    if (reason === 'TOKEN_EXPIRED' && state.name === 'connected') token.expire();
    else {
      const error = token.refuse(reason);
      if (error !== undefined) this.#transition({ name: 'refused', error });
    }
  }

  #awaitPong(): void {
    const state = this.#state;
    if (state.name !== 'connected') return;
    this.#transition({ ...state, pongTimer: setTimeout(this.#options.terminate, pongWithinMs) });
  }

  #transition(next: State): void {
    const state = this.#state;
    this.#state = next;
    if (next.name === 'refused') this.#options.watch.ended(next.error);
    if (next.name === 'disposed') this.#options.watch.ended();
    if (state.name !== 'connected') return;
    clearTimeout(state.pongTimer);
    if (next.name !== 'connected') state.renewal.abort();
  }
}

import { ConnectionError } from '../connection/connection-error.ts';
import type { ConnectionSnapshot, ConnectionStore } from '../connection/connection-store.ts';
import { Picture } from '../picture.ts';
import { field } from '../result-field.ts';

/** Tells front ends how the connection of a client of graphql-ws is doing. */
export class ConnectionWatch implements ConnectionStore {
  readonly #url: string;
  readonly #picture = new Picture<ConnectionSnapshot>({
    status: 'IDLE',
    wasConnected: false,
    failedAttempts: 0,
    retryInMs: undefined,
    error: undefined,
  });
  /** How many subscriptions want a connection. */
  #subscriptions = 0;
  /** What the socket said first: its `error` says more than its `close`, if anything. */
  #event: unknown;
  /** What is shown during the pause that is under way, while somebody waits for its end. */
  #pause: Pick<ConnectionSnapshot, 'failedAttempts' | 'retryInMs' | 'error'> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  readonly getSnapshot = (): ConnectionSnapshot => this.#picture.shown;

  readonly subscribe = (listener: () => void): (() => void) => this.#picture.listen(listener);

  /** Notes that a subscription wants a connection. Returns what says that it wants it no more. */
  want(): () => void {
    let isWanted = true;
    this.#subscriptions += 1;
    if (this.#picture.shown.status === 'IDLE') this.#wait();
    return () => {
      if (!isWanted) return;
      isWanted = false;
      this.#subscriptions -= 1;
      if (this.#picture.shown.status === 'WAITING') this.#restIfUnwanted();
    };
  }

  connecting(): void {
    this.#event = undefined;
    this.#show({ status: 'CONNECTING', retryInMs: undefined });
  }

  connected(): void {
    this.#show({ status: 'CONNECTED', wasConnected: true, failedAttempts: 0, error: undefined });
  }

  /** @param event the event of the socket, which says nothing in browsers; its `close` follows */
  failed(event: unknown): void {
    if (field(event, 'message')) this.#event ??= event;
  }

  /** @param event the event of the socket */
  closed(event: unknown): void {
    this.#event ??= event;
    const { status, failedAttempts } = this.#picture.shown;
    if (status === 'CONNECTING') this.#show({ failedAttempts: failedAttempts + 1 });
    this.#restIfUnwanted();
  }

  /**
   * Notes that the next attempt follows after a pause.
   *
   * @param reason why there is no token, where that is what is missing
   * @returns why there is no connection
   */
  waits(retryInMs: number, reason: unknown): unknown {
    const { wasConnected, failedAttempts } = this.#picture.shown;
    const url = this.#url;
    const advice = wasConnected ? '' : adviceFor(url);
    const trouble = { url, wasConnected, failedAttempts, retryInMs, event: this.#event, advice };
    const error = reason ?? new ConnectionError(trouble);
    this.#pause = { failedAttempts, retryInMs, error };
    this.#wait();
    this.#restIfUnwanted();
    return error;
  }

  /** Notes that the pause is over. */
  waited(): void {
    this.#pause = undefined;
  }

  /** @param error what the gateway has refused; undefined where the client was disposed of */
  ended(error?: unknown): void {
    this.#show({ status: 'ENDED', retryInMs: undefined, error });
  }

  #wait(): void {
    if (this.#pause !== undefined) this.#show({ status: 'WAITING', ...this.#pause });
  }

  #restIfUnwanted(): void {
    if (this.#subscriptions > 0) return;
    this.#show({ status: 'IDLE', failedAttempts: 0, retryInMs: undefined, error: undefined });
  }

  /** An end is the last that is shown: what is disposed of may still make an attempt. */
  #show(change: Partial<ConnectionSnapshot>): void {
    if (this.#picture.shown.status !== 'ENDED') this.#picture.show(change);
  }
}

function adviceFor(url: string): string {
  const { host, origin } = globalThis.location ?? {};
  const hint = ' Does the gateway run there?';
  return host === undefined || new URL(url).host === host ? hint : `${hint} Do its ALLOWED_ORIGINS admit ${origin}?`;
}

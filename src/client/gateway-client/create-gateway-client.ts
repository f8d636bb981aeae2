import { callApart } from '../call-apart.ts';
import type { ConnectionStore } from '../connection/connection-store.ts';
import { type Resumable, resumable } from '../resumable.ts';
import type { ResumableOptions, Sink, SubscribeRequest, SubscribingClient } from '../subscribing-client.ts';
import { ClientToken, type TokenOrigin } from './client-token.ts';
import { ConnectionWatch } from './connection-watch.ts';
import { GatewayConnection } from './gateway-connection.ts';
import { GatewayRequests } from './gateway-requests.ts';
import { lastingSocket, type WebSocketClass } from './lasting-socket.ts';

/** The options that `createClient` of graphql-ws gets. */
export interface WebSocketClientOptions {
  readonly url: string;
  readonly webSocketImpl?: unknown;
  readonly connectionParams: () => Promise<Record<string, unknown>>;
  readonly keepAlive: number;
  readonly lazyCloseTimeout: number;
  readonly connectionAckWaitTimeout: number;
  readonly retryAttempts: number;
  readonly retryWait: () => Promise<void>;
  readonly shouldRetry: (errorOrCloseEvent: unknown) => boolean;
  readonly on: {
    readonly connecting: () => void;
    readonly error: (event: unknown) => void;
    readonly connected: () => void;
    readonly closed: (event: unknown) => void;
    readonly ping: (received: boolean) => void;
    readonly pong: (received: boolean) => void;
  };
}

/** The part of a graphql-ws client that is needed here. */
export interface WebSocketClient extends SubscribingClient {
  terminate(): void;
  dispose(): void | Promise<void>;
}

/** The client, which also tells how its connection is doing. */
export type GatewayClient<Client> = Resumable<Client & { readonly connection: ConnectionStore }>;

export type GatewayClientOptions<Client extends WebSocketClient> = ResumableOptions &
  TokenOrigin & {
    /** The function `createClient` of graphql-ws. */
    readonly createClient: (options: WebSocketClientOptions) => Client;
    /** The gateway's, for instance `https://gateway.example.com/graphql`. */
    readonly url: string;
    /** Default: the one of the browser or of Node 22. On Node 20 that of the package `ws`. */
    readonly webSocketImpl?: WebSocketClass | undefined;
    /**
     * Gets each token that the gateway issues: by `login`, and whenever it renews one. A page that
     * keeps the latest need not log in again when it is loaded again. What it throws goes to
     * `onError`.
     */
    readonly onToken?: ((token: string) => void) | undefined;
  };

/** How often the gateway is asked whether it is there. */
const keepAliveMs = 10_000;
/** How long a connection waits for the next subscription: pages come and go. */
const lazyCloseMs = 10_000;
/** The gateway asks Kazoo about the token before it acknowledges a connection. */
const acknowledgedWithinMs = 30_000;

/**
 * Makes a client of graphql-ws that a front end can be left alone with:
 *
 *     const client = createGatewayClient({ createClient, url, login, onGap: reload });
 *     const board = liveTable(client, { query });
 *
 * - It connects again for as long as anybody subscribes, at random within half a minute at most,
 *   and also where the connection hangs or never opens.
 * - It logs in once, or takes your token; renews it before its end, and gets another one after it.
 * - A refusal ends it: subscriptions get the gateway's error (a `GatewayError`), and the client
 *   connects no more. Make another one with what the user enters then.
 * - It is `resumable`: events come once and in order, or `onGap` is called; each subscription can
 *   have its own, as `client.subscribe(request, sink, { onGap })` and in `iterate`.
 *
 * `connection` of the client tells how its connection is doing, as a live table does its rows.
 * `onError` also gets what it goes on after: that the gateway cannot be reached, once, where it
 * never was; why there is no token yet, or none is renewed.
 *
 * @throws `TypeError` for what is no URL
 */
export function createGatewayClient<Client extends WebSocketClient>({
  createClient,
  url,
  webSocketImpl,
  onGap,
  // biome-ignore lint/suspicious/noConsole: it is where graphql-ws, too, reports what nobody handles
  onError = console.error,
  onToken,
  ...origin
}: GatewayClientOptions<Client>): GatewayClient<Client> {
  const address = new URL(url, globalThis.location?.href);
  const requests = new GatewayRequests(address.href.replace(/^ws/, 'http'));
  const tell = (error: unknown): void => callApart(() => onError(error));
  const token = new ClientToken({ origin, requests, onError: tell, onToken });
  const webSocketUrl = address.href.replace(/^http/, 'ws');
  // Without what may be secret in it: errors tell it.
  const watch = new ConnectionWatch(webSocketUrl.replace(/[^/]*@|\?.*/g, ''));
  const connection = new GatewayConnection({ token, watch, onError: tell, terminate: () => client.terminate() });
  const { connectionParams, shouldRetry, retryWait, on } = connection;
  const client = createClient({
    url: webSocketUrl,
    webSocketImpl: lastingSocket(webSocketImpl ?? globalThis.WebSocket),
    keepAlive: keepAliveMs,
    lazyCloseTimeout: lazyCloseMs,
    connectionAckWaitTimeout: acknowledgedWithinMs,
    retryAttempts: Number.POSITIVE_INFINITY,
    ...{ connectionParams, shouldRetry, retryWait, on },
  });
  const subscribe = (request: SubscribeRequest, sink: Sink, ...others: unknown[]): (() => void) => {
    const leave = watch.want();
    const refusable: Sink = {
      next: (result) => sink.next(result),
      error(reason) {
        leave();
        sink.error(connection.refusal?.error ?? reason);
      },
      complete() {
        leave();
        sink.complete();
      },
    };
    if (connection.refusal === undefined) {
      const stop = client.subscribe(request, refusable, ...others);
      return () => {
        stop();
        leave();
      };
    }
    const { error } = connection.refusal;
    let isOver = false;
    const end = (tell: () => void): void => {
      if (!isOver) tell();
      isOver = true;
    };
    setTimeout(() => end(() => refusable.error(error)));
    return () => end(refusable.complete);
  };
  const dispose = async (): Promise<void> => {
    connection.dispose();
    await Promise.resolve(client.dispose()).catch(() => undefined); // It was about to connect, in vain.
  };
  return resumable({ ...client, subscribe, dispose, connection: watch }, { onGap, onError });
}

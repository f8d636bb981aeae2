import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { Crossbar, type CrossbarExchange, type CrossbarOptions } from '../../../src/kazoo/crossbar/crossbar.ts';
import type { CrossbarRequest } from '../../../src/kazoo/crossbar/crossbar-request.ts';
import { kazoo5Fixture, restFixture } from './rest-fixture.ts';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What the server does with a request; it need not answer at all. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface RestHarness extends AsyncDisposable {
  readonly crossbar: Crossbar;
  readonly apiUrl: string;
  readonly requests: readonly ReceivedRequest[];
  readonly exchanges: readonly CrossbarExchange[];
  /** Connections accepted so far. */
  connections(): number;
}

/** What the gateway sets by default. */
export const usualLimits = {
  requestTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
  maxConnections: 32,
  maxWaitMs: 30_000,
  maxWaitingReads: 1_000,
  clientOf: ({ token = '' }: CrossbarRequest) => token,
};

export interface RestHarnessOptions extends Partial<Omit<CrossbarOptions, 'apiUrl' | 'onResponse'>> {
  /** Serve HTTPS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** What follows the origin in the client's address; default `/v2`. */
  readonly basePath?: string;
}

/**
 * A real HTTP server on a free port that gives `answer` to everything, and a client of it.
 * Disposing closes both.
 */
export async function startRestHarness(answer: Answer, options: RestHarnessOptions = {}): Promise<RestHarness> {
  const { tls, basePath = '/v2', ...crossbarOptions } = options;
  const requests: ReceivedRequest[] = [];
  const exchanges: CrossbarExchange[] = [];
  let connections = 0;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(message);
    const request = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: message.headers,
      body: body === '' ? undefined : JSON.parse(body),
    };
    requests.push(request);
    answer(response, request);
  }

  const listener = (message: IncomingMessage, response: ServerResponse) => void handle(message, response);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const apiUrl = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}${basePath}`;
  const crossbar = new Crossbar({
    ...usualLimits,
    ...crossbarOptions,
    apiUrl,
    onResponse: (exchange) => exchanges.push(exchange),
  });

  return {
    crossbar,
    apiUrl,
    requests,
    exchanges,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([crossbar.close(), closed]);
    },
  };
}

export function answerJson(status: number, body: unknown): Answer {
  return answerText(status, JSON.stringify(body), 'application/json');
}

export function answerText(status: number, body: string, contentType = 'text/html'): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': contentType }).end(body);
  };
}

/** Answers with a recorded response, its top level changed by `changes`. */
export function answerFixture(name: string, changes: Readonly<Record<string, unknown>> = {}): Answer {
  const { status, body } = restFixture(name).response;
  return answerJson(status, { ...body, ...changes });
}

/** Answers as Kazoo 5 does, the top level changed by `changes`. */
export function answerKazoo5(name: string, changes: Readonly<Record<string, unknown>> = {}): Answer {
  const { status, body } = kazoo5Fixture(name).response;
  return answerJson(status, { ...body, ...changes });
}

export const neverAnswer: Answer = () => {
  // The request stays open until the client or the end of the test closes it.
};

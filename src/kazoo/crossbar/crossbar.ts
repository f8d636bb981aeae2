import { GatewayError } from '../../errors.ts';
import { CrossbarConnections } from './crossbar-connections.ts';
import { type CrossbarAnswer, type CrossbarEnvelope, isSuccess, readEnvelope } from './crossbar-envelope.ts';
import { crossbarError } from './crossbar-error.ts';
import { bodyOf, type CrossbarMethod, type CrossbarRequest, headersOf } from './crossbar-request.ts';
import { crossbarTransportError } from './crossbar-transport-error.ts';
import { type Redactor, redactorFor } from './redactor.ts';
import { RequestTurns } from './request-turns.ts';

export interface CrossbarOptions {
  /** The URL of the API with its version: `http://kazoo.example.com:8000/v2`. */
  readonly apiUrl: string;
  /**
   * How long one request may take until the last byte, from when it is sent: a connection is free
   * then, or has to be opened.
   */
  readonly requestTimeoutMs: number;
  /** How long connecting may take. */
  readonly connectTimeoutMs: number;
  /** How many requests run at once; further requests wait for their turn. */
  readonly maxConnections: number;
  /** How long a request may wait for its turn. */
  readonly maxWaitMs: number;
  /** The most requests of one client that wait to read; more are refused. */
  readonly maxWaitingReads: number;
  /** Whose turn a request takes; clients alternate. */
  readonly clientOf: (request: CrossbarRequest) => string;
  /** Called with each request that is refused because too many of its client wait. */
  readonly onLimited?: (() => void) | undefined;
  /** A longer answer is refused with `UPSTREAM_UNAVAILABLE`. Default 8 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Called once for each request, successful or not; must not throw. */
  readonly onResponse?: ((exchange: CrossbarExchange) => void) | undefined;
  /** Authorities (PEM) to trust instead of the well-known ones. */
  readonly ca?: string | undefined;
  /** The name that Kazoo's certificate must be issued for; default: the host of `apiUrl`. */
  readonly serverName?: string | undefined;
  /** The present by Kazoo's clock, UNIX milliseconds; default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** One request to Crossbar that is over, for metrics and logs. */
export interface CrossbarExchange {
  readonly method: CrossbarMethod;
  /**
   * The path with placeholders for ids, such as `/accounts/{id}`: few different values, no secrets.
   */
  readonly route: string;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The header `Date` of the answer. */
  readonly date: string | undefined;
  readonly durationMs: number;
  /** Why no whole answer came, for the log, without secrets; undefined when one came. */
  readonly problem: string | undefined;
}

const maxVersionLength = 64;

/** The HTTP client of Kazoo's REST API, over one pool of kept-alive connections. */
export class Crossbar {
  readonly #connections: CrossbarConnections;
  readonly #turns: RequestTurns;
  readonly #clientOf: (request: CrossbarRequest) => string;
  readonly #basePath: string;
  readonly #requestTimeoutMs: number;
  readonly #onResponse: (exchange: CrossbarExchange) => void;
  readonly #now: () => number;
  #kazooVersion: string | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: CrossbarOptions) {
    const { origin, pathname } = parseApiUrl(options.apiUrl);
    this.#basePath = pathname.replace(/\/+$/, '');
    this.#requestTimeoutMs = options.requestTimeoutMs;
    this.#onResponse = options.onResponse ?? (() => {});
    this.#now = options.now ?? Date.now;
    this.#clientOf = options.clientOf;
    this.#turns = new RequestTurns({
      maxRunning: options.maxConnections,
      maxWaitMs: options.maxWaitMs,
      maxWaitingReads: options.maxWaitingReads,
      onLimited: options.onLimited ?? (() => {}),
    });
    this.#connections = new CrossbarConnections(origin, options);
  }

  /** How many requests wait for their turn. */
  get waiting(): number {
    return this.#turns.waiting;
  }

  /** Kazoo's version as the latest answer told it, in free text; undefined before one did. */
  get kazooVersion(): string | undefined {
    return this.#kazooVersion;
  }

  /**
   * Resolves with the envelope of a successful answer, or of one that `isAnswer` accepts. `path` is
   * appended to `apiUrl`; its variable parts must be encoded.
   *
   * @throws `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `RATE_LIMITED`, `SHUTTING_DOWN`, or, for
   * what Kazoo refuses, the error that `mapError` or `crossbarError` makes of the answer. No error
   * holds the token or one of `secrets`. The reason of `signal`, when it is aborted too early.
   */
  async request(method: CrossbarMethod, path: string, options: CrossbarRequest = {}): Promise<CrossbarEnvelope> {
    const { kind = 'read', token, turn: client = this.#clientOf(options), secrets = [] } = options;
    const { signal, mapError, isAnswer } = options;
    const route = routeOf(path);
    const redact = redactorFor(token === undefined ? secrets : [token, ...secrets]);

    const turn = { kind, client, signal };
    const answer = await this.#turns.run(turn, () => this.#exchange({ method, path, route, redact, options }));
    const envelope = readEnvelope(answer, redact);
    this.#kazooVersion = envelope.version?.slice(0, maxVersionLength) ?? this.#kazooVersion;
    if (isSuccess(envelope) || isAnswer?.(envelope) === true) return envelope;
    throw (
      mapError?.(envelope) ?? crossbarError(envelope, { route, accountId: accountOf(path), token, nowMs: this.#now() })
    );
  }

  /** Fails running and later requests with `SHUTTING_DOWN`. Idempotent. */
  close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = this.#connections.close();
      this.#turns.close(new GatewayError('SHUTTING_DOWN', 'The gateway is shutting down.'));
    }
    return this.#closed;
  }

  async #exchange({ method, path, route, redact, options }: Exchange): Promise<CrossbarAnswer> {
    const headers = headersOf(options);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#requestTimeoutMs);
    const startedAtMs = performance.now();
    let status = 0;
    let date: string | undefined;
    let problem: string | undefined;
    try {
      const response = await this.#connections.send(
        {
          method,
          path: `${this.#basePath}${path}`,
          headers,
          body: bodyOf(options),
          signal: deadline.signal,
        },
        method === 'GET' || options.kind === 'authority',
      );
      status = response.statusCode;
      date = textHeader(response.headers['date']);
      return { status, contentType: textHeader(response.headers['content-type']), body: await response.body.text() };
    } catch (error) {
      const failure = crossbarTransportError(error, { timedOut: deadline.signal.aborted, redact });
      if (failure.code !== 'SHUTTING_DOWN') problem = problemOf(failure);
      throw failure;
    } finally {
      clearTimeout(timer);
      this.#onResponse({ method, route, status, date, durationMs: performance.now() - startedAtMs, problem });
    }
  }
}

function problemOf({ message, cause }: GatewayError): string {
  return cause instanceof Error ? `${message} ${cause.message}` : message;
}

interface Exchange {
  readonly method: CrossbarMethod;
  readonly path: string;
  readonly route: string;
  readonly redact: Redactor;
  readonly options: CrossbarRequest;
}

function parseApiUrl(apiUrl: string): URL {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || `${url.search}${url.hash}${url.username}` !== '') {
    throw new TypeError('The address of the Kazoo API must be an http or https URL without credentials, query or hash');
  }
  return url;
}

/**
 * Replaces ids, which contain digits or other characters, by `{id}`; the names of resources are
 * words.
 */
function routeOf(path: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(path))
    throw new TypeError('A path begins with a slash and has its variable parts encoded');
  const [resource = ''] = path.split('?');
  return resource
    .split('/')
    .map((segment) => (segment === '' || /^[a-z][a-z_]{0,30}$/.test(segment) ? segment : '{id}'))
    .join('/');
}

function accountOf(path: string): string | undefined {
  return /^\/accounts\/([^/?]+)/.exec(path)?.[1];
}

function textHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

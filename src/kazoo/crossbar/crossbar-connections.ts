import { type Dispatcher, Pool } from 'undici';

export interface CrossbarConnectionsOptions {
  readonly maxConnections: number;
  /** How long connecting may take. */
  readonly connectTimeoutMs: number;
  /** A longer answer fails. Default 8 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Authorities (PEM) to trust instead of the well-known ones. */
  readonly ca?: string | undefined;
  /** The name that Kazoo's certificate must be issued for; default: the host of the origin. */
  readonly serverName?: string | undefined;
}

const defaultMaxResponseBytes = 8 * 1024 * 1024;

/**
 * Less than the 5 s after which Kazoo's HTTP server (cowboy) closes an idle connection, so that few
 * requests meet the close.
 */
const keepAliveTimeoutMs = 4_000;

const closedBeforeAnswer: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** The connections to Crossbar, which are kept alive between requests. */
export class CrossbarConnections {
  readonly #kept: Pool;
  /** Each request has a connection of its own. */
  readonly #fresh: Pool;

  constructor(origin: string, options: CrossbarConnectionsOptions) {
    const { maxConnections, connectTimeoutMs, maxResponseBytes = defaultMaxResponseBytes, ca, serverName } = options;
    const poolOptions: Pool.Options = {
      connections: maxConnections,
      connect: {
        timeout: connectTimeoutMs,
        ...(ca === undefined ? {} : { ca }),
        ...(serverName === undefined ? {} : { servername: serverName }),
      },
      keepAliveTimeout: keepAliveTimeoutMs,
      maxResponseSize: maxResponseBytes,
      // One deadline covers the whole request; undici's two would add up, and a body that trickles in never meets them.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#kept = new Pool(origin, poolOptions);
    this.#fresh = new Pool(origin, { ...poolOptions, pipelining: 0 });
  }

  /**
   * Resolves with the head of the answer. A request that `isRepeatable` is sent once more, over a
   * fresh connection, when its connection closes before an answer: Kazoo, or a proxy before it,
   * may have closed it as the request left (RFC 9110 section 9.2.2, RFC 9112 section 9.3.1).
   */
  async send(request: Dispatcher.RequestOptions, isRepeatable: boolean): Promise<Dispatcher.ResponseData> {
    try {
      return await this.#kept.request(request);
    } catch (error) {
      if (!isRepeatable || !(error instanceof Error && 'code' in error && closedBeforeAnswer.has(error.code)))
        throw error;
      return await this.#fresh.request(request);
    }
  }

  /** Fails running and later requests. */
  async close(): Promise<void> {
    await Promise.all([this.#kept.destroy(), this.#fresh.destroy()]);
  }
}

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArrivalLog } from '../arrival-log.ts';
import type { ChangeFeed } from '../change-feed.ts';
import { parseJson } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import { LoopbackServer } from '../loopback-server.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { Credentials, CrossbarSurroundings } from './crossbar.ts';
import { answerRequest } from './crossbar.ts';
import type { CrossbarAnswer } from './crossbar-answer.ts';
import { datastoreUnreachable, parseError, tooManyRequests } from './crossbar-answer.ts';
import { envelopeOf } from './crossbar-envelope.ts';
import { CrossbarFaults } from './crossbar-faults.ts';
import type { CrossbarRequest } from './crossbar-request.ts';
import { describeRequest, tokenOf } from './crossbar-request.ts';
import type { CrossbarSettings } from './crossbar-settings.ts';

export interface CrossbarServerOptions {
  readonly port: number;
  readonly changes: ChangeFeed;
  readonly surroundings: CrossbarSurroundings;
  readonly bucketTokens: number;
  readonly bucketRefillPerSecond: number;
  readonly keptArrivals: number;
}

/** The simulated Crossbar: reads requests, meters them, and puts its answers into envelopes. */
export class CrossbarServer {
  readonly faults = new CrossbarFaults();
  readonly #options: CrossbarServerOptions;
  readonly #server: LoopbackServer;
  readonly #arrivals: ArrivalLog<CrossbarRequest>;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(options: CrossbarServerOptions) {
    this.#options = options;
    this.#arrivals = new ArrivalLog(options.changes, options.keptArrivals);
    this.#server = new LoopbackServer(options.port, {
      request: (message, response) => {
        void this.#serve(message, response);
      },
    });
  }

  get settings(): CrossbarSettings {
    return this.#options.surroundings.settings;
  }

  get url(): string {
    return `http://${this.#server.authority}/v2`;
  }

  /**
   * In the order of arrival, including those that a fault left unanswered: the latest
   * `keptArrivals`.
   */
  get requests(): readonly CrossbarRequest[] {
    return this.#arrivals.latest;
  }

  /** The next request from now on that the predicate accepts. */
  nextRequest(predicate: (request: CrossbarRequest) => boolean = () => true): Promise<CrossbarRequest> {
    return this.#arrivals.next(predicate);
  }

  async start(): Promise<void> {
    await this.#server.listen();
  }

  /** Refuses connections and cuts those that exist. `start` brings it back on the same port. */
  stop(): void {
    this.#server.stop();
  }

  // Never rejects: a peer that leaves while its body is read has nobody left to answer.
  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const rawBody = await readText(message);
      this.#handle(
        describeRequest(message, rawBody, parseJson(rawBody), this.#options.surroundings.behaviour),
        response,
      );
    } catch {
      response.destroy(); // The connection broke before the request was complete.
    }
  }

  #handle(request: CrossbarRequest, response: ServerResponse): void {
    this.#arrivals.add(request);
    this.#options.changes.notify();
    if (request.method === 'OPTIONS') {
      response.writeHead(200, corsHeaders(this.#options.surroundings.behaviour)).end();
      return;
    }
    const disturbance = this.faults.disturbanceOf(request.path);
    switch (disturbance?.kind) {
      case 'hang':
        break;
      case 'hold':
        disturbance.waiting.push(() => this.#meter(request, response));
        break;
      case 'garbage':
        response.writeHead(200, { 'content-type': 'application/json' }).end('<html>not what you asked for');
        break;
      case 'answer':
        this.#meter(request, response, disturbance.answer);
        break;
      case 'status':
        this.#meter(request, response, { ...datastoreUnreachable(), status: disturbance.status });
        break;
      default:
        this.#meter(request, response);
    }
  }

  /** `forced` is the answer of a fault, in place of the resource's. */
  #meter(request: CrossbarRequest, response: ServerResponse, forced?: CrossbarAnswer): void {
    const { behaviour, tokens } = this.#options.surroundings;
    const token = tokenOf(request, behaviour.isMasterOrLater);
    const credentials = { token, check: token === undefined ? undefined : tokens.check(token) };
    const bucket = this.#bucketOf(request, credentials);
    const isFree = behaviour.isMasterOrLater && !behaviour.hasCrossbar5 && credentials.check?.status === 'valid';
    // A refused login empties the bucket in Kazoo (rest.md section 11), which at a cost of 1 it is already.
    const isLimited = this.faults.isRateLimited || (!isFree && !bucket.take(1));
    const answer = forced ?? (isLimited ? tooManyRequests() : this.#answer(request, credentials));
    const consumed = isFree || isLimited ? 0 : 1;
    const remaining = this.faults.isRateLimited ? 0 : bucket.remaining;
    this.#send(request, response, answer, credentials, { consumed, remaining });
  }

  #answer(request: CrossbarRequest, credentials: Credentials): CrossbarAnswer {
    if (request.rawBody !== '' && request.body === undefined) return parseError();
    return answerRequest(request, credentials, this.#options.surroundings);
  }

  #send(
    request: CrossbarRequest,
    response: ServerResponse,
    answer: CrossbarAnswer,
    { token, check }: Credentials,
    bucket: { readonly consumed: number; readonly remaining: number },
  ): void {
    const { behaviour, now, settings } = this.#options.surroundings;
    const requestId = request.headers['x-request-id'] ?? randomBytes(16).toString('hex');
    const envelope = envelopeOf(answer, {
      behaviour,
      nowMs: now(),
      requestId,
      token: settings.includesAuthToken || !behaviour.hasCrossbar5 ? token : undefined,
      isAuthenticated: check?.status === 'valid' || answer.authToken !== undefined,
      bucket,
    });
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'x-request-id': requestId,
      date: new Date(now()).toUTCString(),
      ...corsHeaders(behaviour),
      ...(answer.etag === undefined ? {} : { etag: answer.etag }),
    });
    response.end(JSON.stringify(envelope));
  }

  #bucketOf(request: CrossbarRequest, { check }: Credentials): TokenBucket {
    const { behaviour } = this.#options.surroundings;
    const ofToken = check?.status === 'valid' ? check.identity.accountId : undefined;
    const ofPath = /^\/v2\/accounts\/([^/]+)/.exec(request.path)?.[1];
    const account = (behaviour.hasCrossbar5 ? ofPath : ofToken) ?? 'no_account';
    const key = `${request.ip}/${account}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      const { bucketTokens, bucketRefillPerSecond, surroundings } = this.#options;
      bucket = new TokenBucket(bucketTokens, bucketRefillPerSecond, surroundings.now);
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

// `authorization` was missing before Kazoo 5 (rest.md section 12).
function corsHeaders({ hasCrossbar5 }: KazooBehaviour): Readonly<Record<string, string>> {
  const allowed =
    'content-type, depth, user-agent, x-http-method-override, x-file-size, x-requested-with, if-modified-since, ' +
    'x-file-name, cache-control, x-auth-token, x-kazoo-cluster-id, if-match';
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
    'access-control-allow-headers': hasCrossbar5 ? `${allowed}, authorization` : allowed,
    'access-control-expose-headers': 'content-type, x-auth-token, x-request-id, x-kazoo-cluster-id, location, etag',
    'access-control-max-age': '86400',
  };
}

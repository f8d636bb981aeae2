import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import type { RequestHandler } from '../http/http-server.ts';
import { readBody } from '../http/reading/request-body.ts';
import { addressBlock } from '../limits/address-block.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import type { OperatorDesk } from './operator-desk.ts';
import { OperatorStream } from './operator-stream.ts';
import type { OperatorToken } from './operator-token.ts';
import type { OperatorQuestion } from './operator-view.ts';

export interface OperatorRequestsOptions {
  readonly token: OperatorToken;
  readonly desk: OperatorDesk;
  readonly addressOf: (request: IncomingMessage) => string | undefined;
  readonly onLimited: (limit: 'operator_token') => void;
  readonly log: Log;
}

const maxStreams = 8;
const maxBodyBytes = 4_096;
/** No binding is longer. */
const maxTextLength = 255;
const maxLoggedAddresses = 100;
const quietMs = 60_000;

/** Answers at `/operator/events` and `/operator/disconnect`. Whoever creates it closes it. */
export class OperatorRequests {
  readonly #options: OperatorRequestsOptions;
  readonly #streams = new Set<OperatorStream>();
  #isClosed = false;
  readonly #wrongTokens = new LogThrottle({ quietMs, maxKeys: maxLoggedAddresses });

  constructor(options: OperatorRequestsOptions) {
    this.#options = options;
  }

  readonly handler: RequestHandler = async (request, response, path) => {
    if (path === '/operator/events') await this.#answer(request, response, ['GET', 'POST'], this.#stream);
    else if (path === '/operator/disconnect') await this.#answer(request, response, ['POST'], this.#disconnect);
    else return false;
    return true;
  };

  /** Ends all streams, and lets none begin any more. */
  close(): void {
    this.#isClosed = true;
    for (const stream of this.#streams) stream.end();
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    methods: readonly string[],
    serve: (asked: Readonly<Record<string, string>>, response: ServerResponse, address: string) => Promise<void>,
  ): Promise<void> {
    const address = addressBlock(this.#options.addressOf(request));
    if (!methods.includes(request.method ?? '')) {
      response.setHeader('Allow', methods.join(', '));
      send(response, 405, `Use ${methods.join(' or ')}.\n`);
    } else if (this.#admit(request, response, address)) {
      const asked = await readTexts(request, response);
      if (asked !== undefined) await serve(asked, response, address);
    }
  }

  /** Returns false when the request is refused, which is answered then. */
  #admit(request: IncomingMessage, response: ServerResponse, address: string): boolean {
    const { token, onLimited, log } = this.#options;
    const admission = token.admit(request.headers.authorization, address);
    if (admission.outcome === 'admitted') return true;
    if (admission.outcome === 'paused') {
      onLimited('operator_token');
      response.setHeader('Retry-After', String(admission.seconds));
      send(response, 429, 'Too many wrong tokens came from this address. Try again later.\n');
      return false;
    }
    if (request.headers.authorization !== undefined)
      this.#wrongTokens.log(address, (withheld) => log.warn({ address, withheld }, 'refusing a wrong operator token'));
    response.setHeader('WWW-Authenticate', 'Bearer');
    send(response, 401, 'Send OPERATOR_TOKEN as Authorization: Bearer.\n');
    return false;
  }

  readonly #stream = async (asked: Readonly<Record<string, string>>, response: ServerResponse): Promise<void> => {
    if (this.#isClosed) {
      send(response, 503, 'The gateway is shutting down.\n');
      return;
    }
    if (this.#streams.size === maxStreams) {
      response.setHeader('Retry-After', '5');
      send(response, 429, `At most ${maxStreams} operators can look at a time.\n`);
      return;
    }
    const { search = '', accountId = '', binding = '' } = asked;
    const question: OperatorQuestion = { search, accountId, binding };
    const stream = new OperatorStream(response, () => this.#options.desk.view(question));
    this.#streams.add(stream);
    response.once('close', () => this.#streams.delete(stream));
    await stream.begin();
  };

  readonly #disconnect = async (
    { connection = '' }: Readonly<Record<string, string>>,
    response: ServerResponse,
    operator: string,
  ): Promise<void> => {
    const client = this.#options.desk.disconnect(connection);
    if (client === undefined) {
      send(response, 404, 'The connection is gone.\n');
      return;
    }
    this.#options.log.info({ operator, ...client }, 'an operator has disconnected a client');
    send(response, 200, 'disconnected\n');
  };
}

/**
 * Resolves with the texts in a JSON body, none of an empty one; undefined when the body cannot be
 * read, which is answered then.
 */
async function readTexts(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const body = request.method === 'GET' ? '' : await readBody(request, maxBodyBytes);
    return body === undefined ? undefined : textsOf(body);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    send(response, error.meaning.httpStatus, `${error.message}\n`);
    return undefined;
  }
}

function textsOf(body: string): Readonly<Record<string, string>> {
  if (body === '') return {};
  const entries = Object.entries(recordOf(body));
  const isText = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && entry[1].length <= maxTextLength;
  if (entries.every(isText)) return Object.fromEntries(entries);
  throw new GatewayError('BAD_USER_INPUT', `Send texts of at most ${maxTextLength} characters.`);
}

function recordOf(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new GatewayError('BAD_USER_INPUT', 'Send a JSON object.', { cause });
  }
  throw new GatewayError('BAD_USER_INPUT', 'Send a JSON object.');
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(text);
}

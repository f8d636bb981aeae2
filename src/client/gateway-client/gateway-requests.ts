import type { GatewayError } from '../gateway-error.ts';
import { field } from '../result-field.ts';
import { GatewayRefusal } from './gateway-refusal.ts';

/** What a login needs, as the input `LoginInput` of the schema tells. */
export interface LoginCredentials {
  readonly accountName?: string;
  readonly accountRealm?: string;
  readonly phoneNumber?: string;
  readonly username?: string;
  readonly password?: string;
  readonly credentials?: string;
  readonly method?: 'MD5' | 'SHA';
  readonly multiFactorResponse?: unknown;
}

/** A token that the gateway has just issued. */
export interface IssuedToken {
  readonly text: string;
  /** Undefined for one that never ends. */
  readonly lifeMs: number | undefined;
  /** False where the gateway knows that this Kazoo does not renew it. */
  readonly canRefresh: boolean;
}

const session = '{ authToken expiresInSeconds canRefresh }';
const logIn = `mutation ($input: LoginInput!) { issued: login(input: $input) ${session} }`;
const refresh = `mutation { issued: refreshToken ${session} }`;
const lifeOf = '{ viewer { expiresInSeconds } }';
/** All that is sent here: a gateway may be told to execute nothing that it does not know. */
export const requestDocuments: readonly string[] = [logIn, refresh, lifeOf];

/** For a gateway that hangs; Kazoo itself may take several seconds. */
const requestTimeoutMs = 30_000;

/** What a client asks the gateway about its token, over HTTP: before there is a connection. */
export class GatewayRequests {
  readonly #url: string;

  /** @param url `http:` or `https:` */
  constructor(url: string) {
    this.#url = url;
  }

  /** @throws GatewayRefusal, or what `fetch` fails with */
  async logIn(input: LoginCredentials): Promise<IssuedToken> {
    return issuedIn(await this.#post(logIn, { input }));
  }

  /** Exchanges a token that is still good. @throws as `logIn` does */
  async refresh(token: string): Promise<IssuedToken> {
    return issuedIn(await this.#post(refresh, {}, token));
  }

  /**
   * How long a token is good, in milliseconds, by the clock that decides about it; undefined for
   * one that never ends. @throws as `logIn` does
   */
  async lifeOf(token: string): Promise<number | undefined> {
    return lifeIn(field(await this.#post(lifeOf, {}, token), 'viewer'));
  }

  async #post(query: string, variables: object, token?: string): Promise<unknown> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        ...(token === undefined ? {} : { 'X-Auth-Token': token }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const answer = readJson(await response.text());
    const errors = field(answer, 'errors');
    const error: unknown = Array.isArray(errors) ? errors[0] : undefined;
    if (error !== undefined) throw GatewayRefusal.of(error as GatewayError);
    if (!response.ok || field(answer, 'data') === undefined) throw GatewayRefusal.byStatus(response.status);
    return field(answer, 'data');
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The answer of a proxy, which its status describes.
  }
}

function issuedIn(data: unknown): IssuedToken {
  const issued = field(data, 'issued');
  const text = field(issued, 'authToken');
  if (typeof text !== 'string') throw new TypeError('The gateway issued no token.');
  return { text, lifeMs: lifeIn(issued), canRefresh: field(issued, 'canRefresh') !== false };
}

function lifeIn(described: unknown): number | undefined {
  const seconds = field(described, 'expiresInSeconds');
  return typeof seconds === 'number' ? seconds * 1000 : undefined;
}

import { createHash } from 'node:crypto';

export interface Envelope {
  readonly data: unknown;
  readonly status: string;
  readonly auth_token?: string;
  readonly request_id: string;
  readonly error?: string;
  readonly message?: string;
  readonly tokens?: { readonly consumed: number; readonly remaining: number };
}

export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Envelope;
}

export interface Call {
  readonly method?: string;
  /** Below the origin, version included. */
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, text as it is. */
  readonly body?: unknown;
}

/** One request to the simulated Crossbar. */
export async function call(apiUrl: string, { method = 'GET', path, token, headers, body }: Call): Promise<Exchange> {
  const response = await fetch(new URL(path, apiUrl), {
    method,
    headers: { ...headers, ...(token === undefined ? {} : { 'X-Auth-Token': token }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const envelope: Envelope = text.startsWith('{') ? JSON.parse(text) : { data: text, status: '', request_id: '' };
  return { status: response.status, headers: response.headers, text, body: envelope };
}

/** The hash that a login sends. */
export function credentialsOf(username: string, password: string, algorithm: 'md5' | 'sha1' = 'md5'): string {
  return createHash(algorithm).update(`${username}:${password}`).digest('hex');
}

export function login(apiUrl: string, data: Readonly<Record<string, unknown>>): Promise<Exchange> {
  return call(apiUrl, { method: 'PUT', path: '/v2/user_auth', body: { data } });
}

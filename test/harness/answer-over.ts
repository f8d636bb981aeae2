import type { Harness } from './gateway-harness.ts';
import { RawClient } from './raw-client.ts';

type Json = Readonly<Record<string, unknown>>;

/** The transports of the gateway. */
export const transports = ['HTTP', 'SSE', 'WebSocket'] as const;
export type Transport = (typeof transports)[number];

/** An execution result, or errors alone. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Json }[];
}

/**
 * Sends one operation and returns the first answer.
 * @param token undefined for an anonymous client
 */
export async function answerOver(transport: Transport, harness: Harness, body: Json, token?: string): Promise<Answer> {
  const headers = token === undefined ? {} : { 'X-Auth-Token': token };
  if (transport === 'HTTP') return (await harness.post(body, headers)).body;
  if (transport === 'SSE') {
    const sse = await harness.sse(body, headers);
    const { data } = await sse.next();
    sse.abort();
    return JSON.parse(JSON.stringify(data));
  }
  await using client = await RawClient.ready(harness.webSocketUrl, token === undefined ? {} : { authToken: token });
  client.send({ type: 'subscribe', id: '1', payload: { query: '', ...body } });
  const { type, payload } = await client.next();
  return JSON.parse(JSON.stringify(type === 'error' ? { errors: payload } : payload));
}

/** The code of the first error, or undefined when there is none. */
export function codeOf({ errors }: Answer): unknown {
  return errors?.[0]?.extensions?.['code'];
}

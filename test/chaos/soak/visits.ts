import { setTimeout as delay } from 'node:timers/promises';
import type { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import type { Random } from '../../../src/simulator/random.ts';
import { type Json, RawClient } from '../../harness/raw-client.ts';
import { SseReader } from '../../harness/sse-reader.ts';

/** What a visitor needs: where the gateway is, and where tokens come from. */
export interface Place {
  readonly url: string;
  readonly kazoo: KazooSimulator;
  readonly random: Random;
}

/** A client that comes, does one thing, and leaves nothing behind. */
export type Visit = (place: Place) => Promise<void>;

const accounts = ['demo', 'other', 'reseller'] as const;
const mostStayMs = 400;
/** About as long as a token of Kazoo with many claims. */
const junkClaimLength = 4_000;
const stream =
  'subscription ($events: [CallEventName!], $after: String) { callEvents(events: $events, after: $after) { cursor } }';
const login = 'mutation ($input: LoginInput!) { login(input: $input) { authToken } }';

/** Every kind of visit, by name. */
export const visits: Readonly<Record<string, Visit>> = {
  async subscribe(place) {
    await using client = await signedIn(place);
    client.subscribe('1', stream, { variables: { events: someEvents(place.random) } });
    await stay(place);
    client.complete('1');
    await client.settled();
  },

  async drop(place) {
    await using client = await signedIn(place);
    for (const id of ['1', '2', '3']) client.subscribe(id, stream, { variables: { events: someEvents(place.random) } });
    await stay(place);
  },

  async resume(place) {
    const token = tokenOf(place);
    let after: unknown = null;
    {
      await using client = await RawClient.ready(webSocketUrl(place), { authToken: token });
      client.subscribe('1', stream);
      await stay(place);
      for (const message of await client.settled()) after = cursorIn(message) ?? after;
    }
    await using client = await RawClient.ready(webSocketUrl(place), { authToken: token });
    client.subscribe('1', stream, { variables: { after } });
    client.subscribe('2', stream, { variables: { after: `e1.${place.random.integer(0, 1e9)}` } });
    await stay(place);
  },

  async refuse(place) {
    const { random } = place;
    await using client = await signedIn(place);
    client.subscribe('1', `subscription { events(binding: "nothing.${random.integer(0, 1e9)}") { id } }`);
    client.subscribe('2', `subscription { callEvents { nothing${random.integer(0, 1e9)} } }`);
    client.subscribe('3', stream, { variables: { events: `NOTHING${random.integer(0, 1e9)}` } });
    client.subscribe('4', 'subscription { callEvents(accountId: "f0000000000000000000000000000001") { cursor } }');
    await stay(place);
    await client.settled();
  },

  async junkToken(place) {
    await using client = await RawClient.open(webSocketUrl(place));
    client.init({ authToken: junkToken(place.random) });
    await Promise.race([client.next(), stay(place)]);
  },

  async anonymous(place) {
    await using client = await RawClient.ready(webSocketUrl(place));
    client.subscribe('1', '{ __typename }');
    client.subscribe('2', stream);
    await client.settled();
  },

  async logIn(place) {
    const name = place.random.pick(accounts);
    const input = { accountName: name, username: name, password: name };
    await post(place, { query: login, variables: { input } });
  },

  async logInWrongly(place) {
    const { random } = place;
    const input = { accountName: random.pick(accounts), username: `u${random.integer(0, 1e6)}`, password: 'wrong' };
    await post(place, { query: login, variables: { input } });
  },

  async lists(place) {
    await post(place, { query: '{ users { nodes { id } } channels { nodes { callId } } }' }, tokenOf(place));
  },

  async sse(place) {
    const abort = new AbortController();
    const response = await fetch(place.url, {
      method: 'POST',
      headers: { ...jsonHeaders, accept: 'text/event-stream', authorization: `Bearer ${tokenOf(place)}` },
      body: JSON.stringify({ query: stream }),
      signal: abort.signal,
    });
    if (response.ok) await Promise.race([new SseReader(response, abort).next(), stay(place)]);
    abort.abort();
  },
};

const jsonHeaders = { 'content-type': 'application/json' };

function webSocketUrl({ url }: Place): string {
  return url.replace('http', 'ws');
}

export function tokenOf({ kazoo, random }: Place): string {
  const name = random.pick(accounts);
  return kazoo.issueToken({
    accountId: kazoo.directory.account(name).id,
    ownerId: kazoo.directory.user(name, name).id,
  });
}

function signedIn(place: Place): Promise<RawClient> {
  return RawClient.ready(webSocketUrl(place), { authToken: tokenOf(place) });
}

function someEvents(random: Random): readonly string[] {
  const names = ['CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_DESTROY', 'CHANNEL_HOLD', 'CHANNEL_BRIDGE'];
  const chosen = names.filter(() => random.integer(0, 1) === 1);
  return chosen.length === 0 ? names : chosen;
}

/** A token that no one signed, well-formed and never seen before. */
function junkToken(random: Random): string {
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const number = random.integer(0, 1e9).toString(16).padStart(8, '0');
  const claims = { account_id: `f${number}`.padEnd(32, '0'), exp: 4e9, filler: 'x'.repeat(junkClaimLength) };
  return `${part({ alg: 'RS256', kid: number })}.${part(claims)}.${part({ number })}`;
}

function cursorIn(message: Json): unknown {
  return JSON.stringify(message).match(/"cursor":"([^"]+)"/)?.[1];
}

function stay({ random }: Place): Promise<void> {
  return delay(random.integer(1, mostStayMs));
}

/** @throws RangeError for an operation that the schema does not know: that would be no visit. */
export async function post({ url }: Place, body: Json, token?: string): Promise<void> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...jsonHeaders, ...authorization },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (text.includes('GRAPHQL_VALIDATION_FAILED')) throw new RangeError(text);
}

import { RawClient } from '../../harness/raw-client.ts';
import type { Attack } from './attack.ts';
import type { Installation } from './installation.ts';
import { Repetition } from './repetition.ts';

/** How often Kazoo publishes an event that the attacker has made expensive. */
const expensiveEventEveryMs = 250;
/** How often it publishes one of those that the attacker will have missed. */
const missedEventEveryMs = 3;

/** When all have come, and the innocent client is watched. */
const soonSeconds = 8;

const smallMessages: readonly Attack[] = [
  'subscribe without a token',
  'subscribe and complete',
  'a query of nothing',
  'ping',
].map((messages) => ({
  name: `attack: five sockets send nothing but small messages: ${messages}`,
  async play(stage) {
    await stage.attack({ name: 'small-messages', argument: { sockets: 5, messages } });
  },
}));

const costlyMessages: readonly Attack[] = [
  'twenty thousand values that are wrong',
  'a filter of eight thousand values',
  'a new filter each, and its end',
].map((messages) => ({
  name: `attack: five sockets of one user send nothing but costly messages: ${messages}`,
  async play(stage) {
    const argument = { authToken: await stage.kazoo.token('demo'), sockets: 5, messages };
    await stage.attack({ name: 'costly-messages', argument });
  },
}));

const manyGroups: Attack = {
  name: 'attack: two thousand subscriptions of one token that differ, each of 29 aliases, and events for all of them',
  async play(stage) {
    const callId = 'wanted';
    const { kazoo } = stage;
    await using _events = new Repetition(expensiveEventEveryMs, () =>
      kazoo.publishCall('demo', 'CHANNEL_ANSWER', callId),
    );
    const argument = { authToken: await kazoo.token('demo'), subscriptions: 2_000, callId };
    await stage.attack({ name: 'many-groups', argument });
  },
};

const resumeStorm: Attack = {
  name: 'attack: one token resumes two thousand subscriptions at once, again and again, three thousand events behind',
  async play(stage) {
    const { kazoo } = stage;
    const [subscriptions, events] = [2_000, 3_000];
    await using _events = new Repetition(missedEventEveryMs, () =>
      kazoo.publishCall('demo', 'CHANNEL_ANSWER', 'missed'),
    );
    const argument = { authToken: await kazoo.token('demo'), subscriptions, events };
    await stage.attack({ name: 'resume-storm', argument });
  },
};

const filteredLists: readonly Attack[] = [
  ['events change all of them', { leaves: false }] as const,
  ['they all leave together, again and again', { leaves: true }] as const,
].map(([how, shape]) => ({
  name: `attack: one token asks for a live list with four thousand different filters, and ${how}`,
  async play(stage) {
    const { kazoo } = stage;
    await using _events = new Repetition(expensiveEventEveryMs, () =>
      kazoo.publishCall('demo', 'CHANNEL_ANSWER', 'shown'),
    );
    const argument = { authToken: await kazoo.token('demo'), subscriptions: 4_000, ...shape };
    await stage.attack({ name: 'filtered-lists', argument });
  },
}));

const manyLists: readonly Attack[] = [
  ['while Kazoo takes its time for them', { over: 'http', queries: 900 }] as const,
  ['over fifty kept-alive connections', { over: 'http', queries: 900, connections: 50 }] as const,
  ['over WebSockets', { over: 'websocket', queries: 900, connections: 3 }] as const,
].map(([how, shape]) => ({
  name: `attack: one user asks for lists without end ${how}`,
  kazoo: { crossbarBucketTokens: 1_000_000_000 },
  settings: { TRUSTED_PROXIES: '127.0.0.1' },
  async play(stage) {
    await stage.takeTimeFor(/\/devices/);
    const argument = { token: await stage.kazoo.token('demo'), lists: 30, ...shape };
    await stage.attack({ name: 'many-lists', argument, probe: logIn, probeIntervalMs: 25 });
  },
}));

const crowds: readonly Attack[] = [
  ['nine hundred queries leave together', { how: 'queries', connections: 900, forMs: 200 }] as const,
  // To close one takes Node some 50 µs, and all that close together in one turn of the event loop.
  ['nine hundred SSE streams leave together', { how: 'streams', connections: 900, forMs: 200 }] as const,
  ['four thousand requests never end, and time out together', { how: 'requests', connections: 4_000 }] as const,
  ['the token of three thousand WebSockets expires', { how: 'webSockets', connections: 3_000 }] as const,
].map(([what, shape]) => ({
  name: `attack: one client opens thousands of connections, and ${what}`,
  kazoo: { crossbarBucketTokens: 1_000_000_000 },
  settings: { HEADERS_TIMEOUT_MS: '3000' },
  async play(stage) {
    await stage.takeTimeFor(/\/devices/);
    const token = await stage.kazoo.token('demo', shape.how === 'webSockets' ? soonSeconds : undefined);
    await stage.attack({ name: 'crowd', argument: { token, ...shape } });
  },
}));

export const attacks: readonly Attack[] = [
  ...smallMessages,
  ...costlyMessages,
  manyGroups,
  resumeStorm,
  ...filteredLists,
  {
    name: 'attack: fifty HTTP connections send nothing but queries',
    async play(stage) {
      await stage.attack({ name: 'http-requests', argument: { connections: 50, ahead: 1 } });
    },
  },
  {
    name: 'attack: fifty HTTP connections send requests ahead, as many as may wait',
    async play(stage) {
      await stage.attack({ name: 'http-requests', argument: { connections: 50, ahead: 16 } });
    },
  },
  {
    name: 'attack: fifty HTTP connections ask for nothing but metrics',
    async play(stage) {
      await stage.attack({ name: 'http-requests', argument: { connections: 50, ahead: 4, asks: 'metrics' } });
    },
  },
  {
    name: 'attack: two hundred connections log in to accounts that do not exist',
    kazoo: { crossbarBucketTokens: 1_000_000_000 },
    async play(stage) {
      await stage.attack({ name: 'http-requests', argument: { connections: 200, ahead: 1, asks: 'login' } });
    },
  },
  {
    name: 'attack: thirty HTTP connections send bodies in chunks of one byte',
    async play(stage) {
      await stage.attack({ name: 'http-chunks', argument: { connections: 30 } });
    },
  },
  ...manyLists,
  ...crowds,
  {
    name: 'attack: one address presents tokens of 990 accounts at once, and none is good',
    kazoo: { crossbarBucketTokens: 1_000_000_000 },
    settings: { TRUSTED_PROXIES: '127.0.0.1' },
    async play(stage) {
      await stage.takeTimeFor(/\/accounts\/[0-9a-f]{32}$|\/token_auth/);
      const tokens = new Map<Installation, string[]>();
      for (const installation of stage.installations) tokens.set(installation, await unknownTokens(installation));
      const probe = (installation: Installation) => connect(installation, tokens.get(installation)?.pop());
      await stage.attack({ name: 'junk-tokens', argument: { sockets: 990 }, probe });
    },
  },
];

async function logIn({ url }: Installation): Promise<void> {
  const query = 'mutation Login($input: LoginInput!) { login(input: $input) { accountId } }';
  const input = { accountName: 'other', username: 'other', password: 'other' };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const text = await response.text();
  if (!text.includes('"accountId"')) throw new Error(`a stranger cannot log in: ${text}`);
}

/** One for each time that somebody connects. */
const unknownTokenCount = 2_000;

/** Tokens that the gateway has not met. */
async function unknownTokens({ kazoo }: Installation): Promise<string[]> {
  const lifetimesSeconds = Array.from({ length: unknownTokenCount }, (_, index) => 3_601 + index);
  return Promise.all(lifetimesSeconds.map((seconds) => kazoo.token('other', seconds)));
}

async function connect({ url }: Installation, authToken: string | undefined): Promise<void> {
  if (authToken === undefined) throw new Error('All tokens are used up.');
  const client = await RawClient.ready(url.replace('http', 'ws'), { authToken });
  client.webSocket.close();
}

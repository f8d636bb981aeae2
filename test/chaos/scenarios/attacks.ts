import { RawClient } from '../../harness/raw-client.ts';
import { attack } from '../attack.ts';
import type { Chaos } from '../chaos.ts';
import type { Scenario } from '../scenario.ts';

/** How often Kazoo publishes an event that the attacker has made expensive. */
const expensiveEventEveryMs = 250;

const smallMessages: readonly Scenario[] = [
  'subscribe without a token',
  'subscribe and complete',
  'a query of nothing',
  'ping',
].map((messages) => ({
  name: `attack: five sockets send nothing but small messages: ${messages}`,
  versions: ['5'],
  async play(chaos) {
    await attack(chaos, { attacker: 'small-messages', argument: { sockets: 5, messages } });
  },
}));

const manyGroups: Scenario = {
  name: 'attack: two thousand subscriptions of one token that differ, each of 29 aliases, and events for all of them',
  versions: ['5'],
  async play(chaos) {
    const callId = 'wanted';
    const account = chaos.accountId('demo');
    const events = setInterval(
      () => chaos.kazoo.publishCall(account, 'CHANNEL_ANSWER', { call_id: callId }),
      expensiveEventEveryMs,
    );
    try {
      const argument = { authToken: chaos.token('demo'), subscriptions: 2_000, callId };
      await attack(chaos, { attacker: 'many-groups', argument });
    } finally {
      clearInterval(events);
    }
  },
};

const manyLists: readonly Scenario[] = [
  ['while Kazoo takes its time for them', { over: 'http', queries: 900 }] as const,
  ['over fifty kept-alive connections', { over: 'http', queries: 900, connections: 50 }] as const,
  ['over WebSockets', { over: 'websocket', queries: 900, connections: 3 }] as const,
].map(([how, shape]) => ({
  name: `attack: one user asks for lists without end ${how}`,
  versions: ['5'],
  kazoo: { crossbarBucketTokens: 1_000_000_000 },
  settings: { TRUSTED_PROXIES: '127.0.0.1' },
  async play(chaos) {
    const stop = takeTimeFor(chaos, /\/devices/);
    const argument = { token: chaos.token('demo'), lists: 30, ...shape };
    await attack(chaos, { attacker: 'many-lists', argument, probe: () => logIn(chaos) });
    stop();
  },
}));

/**
 * What one client does to harm the others. Its own losses are its own: an innocent client beside it
 * judges.
 */
export const attacks: readonly Scenario[] = [
  ...smallMessages,
  manyGroups,
  {
    name: 'attack: fifty HTTP connections send nothing but queries',
    versions: ['5'],
    async play(chaos) {
      await attack(chaos, { attacker: 'http-requests', argument: { connections: 50, ahead: 1 } });
    },
  },
  {
    name: 'attack: fifty HTTP connections send requests ahead, as many as may wait',
    versions: ['5'],
    async play(chaos) {
      await attack(chaos, { attacker: 'http-requests', argument: { connections: 50, ahead: 16 } });
    },
  },
  {
    name: 'attack: thirty HTTP connections send bodies in chunks of one byte',
    versions: ['5'],
    async play(chaos) {
      await attack(chaos, { attacker: 'http-chunks', argument: { connections: 30 } });
    },
  },
  ...manyLists,
  {
    name: 'attack: one address presents tokens of 990 accounts at once, and none is good',
    versions: ['5'],
    kazoo: { crossbarBucketTokens: 1_000_000_000 },
    settings: { TRUSTED_PROXIES: '127.0.0.1' },
    async play(chaos) {
      const stop = takeTimeFor(chaos, /\/accounts\/[0-9a-f]{32}$|\/token_auth/);
      let connects = 0;
      const probe = (): Promise<void> => {
        connects += 1;
        return connect(chaos, connects);
      };
      await attack(chaos, { attacker: 'junk-tokens', argument: { sockets: 990 }, probe });
      stop();
    },
  },
];

const slowestAnswerMs = 20;

/** Lets requests to these paths take up to 20 ms until the returned function is called. */
function takeTimeFor({ kazoo }: Chaos, path: RegExp): () => void {
  const { faults } = kazoo.crossbar;
  let release = faults.hold({ path });
  const timer = setInterval(() => {
    const answer = release;
    release = faults.hold({ path });
    answer();
  }, slowestAnswerMs);
  return () => {
    clearInterval(timer);
    release();
  };
}

async function logIn({ gateway }: Chaos): Promise<void> {
  const query = 'mutation Login($input: LoginInput!) { login(input: $input) { accountId } }';
  const input = { accountName: 'other', username: 'other', password: 'other' };
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const text = await response.text();
  if (!text.includes('"accountId"')) throw new Error(`a stranger cannot log in: ${text}`);
}

/** Connects with a token that the gateway has not met. */
async function connect(chaos: Chaos, number: number): Promise<void> {
  const authToken = chaos.token('other', 3_600 + number);
  const client = await RawClient.ready(chaos.gateway.url.replace('http', 'ws'), { authToken });
  client.webSocket.close();
}

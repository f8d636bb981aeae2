import { SseReader } from '../../harness/sse-reader.ts';
import type { Chaos } from '../chaos.ts';
import type { Scenario } from '../scenario.ts';

const query =
  'subscription ($after: String) { ' +
  'callEvents(after: $after, events: [CHANNEL_CREATE, CHANNEL_DESTROY, CHANNEL_ANSWER]) { name callId } }';
const wideQuery = 'subscription ($after: String) { callEvents(after: $after) { name callId } }';
const snapshotsPerRound = 10;
const atOnce = 5;
const mostChannels = 30;

interface Event {
  readonly name: string;
  readonly callId: string;
}

/** Calls that start and end, in Crossbar's lists and in events at the same moment. */
class Switchboard {
  readonly #chaos: Chaos;
  #calls = 0;

  constructor(chaos: Chaos) {
    this.#chaos = chaos;
  }

  get live(): readonly string[] {
    return this.#chaos.kazoo.live.channelsOf(this.#chaos.accountId('demo')).map(({ callId }) => callId);
  }

  change(): void {
    const { kazoo, random } = this.#chaos;
    const accountId = this.#chaos.accountId('demo');
    const { live } = this;
    if (live.length > 0 && (live.length > mostChannels || random.chance(0.5))) {
      const callId = random.pick(live);
      kazoo.live.channels.delete(callId);
      kazoo.publishCall(accountId, 'CHANNEL_DESTROY', { call_id: callId });
    } else {
      this.#calls += 1;
      const callId = `call-${this.#calls}`;
      kazoo.live.addChannel({ accountId, callId });
      kazoo.publishCall(accountId, 'CHANNEL_CREATE', { call_id: callId });
    }
  }
}

function post(chaos: Chaos, body: object, accept: string, signal: AbortSignal): Promise<Response> {
  return fetch(chaos.gateway.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept, 'X-Auth-Token': chaos.token('demo') },
    signal,
    body: JSON.stringify(body),
  });
}

/** Queries a snapshot, follows it with a subscription, and compares both with the truth later. */
async function compare(chaos: Chaos, switchboard: Switchboard, name: string): Promise<void> {
  const abort = new AbortController();
  const { signal } = abort;
  const answer = await post(chaos, { query: '{ channels { nodes { callId } cursor } }' }, 'application/json', signal);
  const { data }: { data: { channels: { nodes: readonly Event[]; cursor: string } } } = await answer.json();
  const { nodes, cursor } = data.channels;
  const picture = new Set(nodes.map(({ callId }) => callId));
  await chaos.pause(0, 20);
  const body = { query: chaos.random.chance(0.5) ? query : wideQuery, variables: { after: cursor } };
  const reader = new SseReader(await post(chaos, body, 'text/event-stream', signal), abort);
  try {
    await chaos.pause(0, 20);
    chaos.kazoo.publishCall(chaos.accountId('demo'), 'CHANNEL_ANSWER', { call_id: name });
    const truth = switchboard.live;
    for (;;) {
      const event = read((await reader.next()).data);
      if (event.callId === name) break;
      if (event.name === 'CHANNEL_CREATE') picture.add(event.callId);
      if (event.name === 'CHANNEL_DESTROY') picture.delete(event.callId);
    }
    const [shown, real] = [[...picture].sort().join(), [...truth].sort().join()];
    if (shown !== real) chaos.problem(`the client shows ${shown}, and the truth is ${real}`);
  } finally {
    abort.abort();
  }
}

function read(data: unknown): Event {
  const result: { data?: { callEvents: Event } } = JSON.parse(JSON.stringify(data));
  if (result.data === undefined) throw new Error(`The stream said ${JSON.stringify(data)}`);
  return result.data.callEvents;
}

/** Snapshots and streams together. */
export const snapshots: readonly Scenario[] = [
  {
    name: 'snapshot plus stream equals the truth while calls start and end',
    settings: { LINGER_MS: '900', AUTHORITY_TTL_MS: '60000' },
    kazoo: { crossbarBucketTokens: 1_000_000 },
    async play(chaos) {
      const switchboard = new Switchboard(chaos);
      const stop = chaos.keepDoing(() => switchboard.change(), 3);
      for (let taken = 0; taken < chaos.rounds * snapshotsPerRound; taken += atOnce) {
        const names = Array.from({ length: atOnce }, (_, index) => `mark-${taken + index}`);
        await Promise.all(names.map((name) => compare(chaos, switchboard, name)));
      }
      await stop();
    },
  },
];

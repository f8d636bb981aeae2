import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { resumable } from '../../src/client/index.ts';
import { CutLine } from '../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';
import { SinkDouble } from './harness/subscribing-client-double.ts';

const query = 'subscription ($after: String) { callEvents(after: $after) { callId cursor } }';
const streams = 3;

/** Another gateway in front of the same Kazoo. */
function successorOf({ kazoo }: Harness): Promise<Harness> {
  return startHarness({ settings: { KAZOO_API_URL: kazoo.apiUrl, KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl } });
}

/** Counts what its clients open and subscribe. */
function countingSocket() {
  const counts = { connections: 0, subscribes: 0 };
  class CountingSocket extends WebSocket {
    constructor(url: string, protocols?: string) {
      super(url, protocols);
      counts.connections += 1;
    }

    override send(text: string): void {
      if (JSON.parse(text).type === 'subscribe') counts.subscribes += 1;
      super.send(text);
    }
  }
  return { counts, CountingSocket };
}

for (const [end, what, lazyCloseTimeout, connections] of [
  ['replaced', 'hangs up while it loads afresh', 0, 2],
  ['replaced', 'keeps its connection while it loads afresh', 10_000, 1],
  ['killed', 'hangs up while it loads afresh', 0, 2],
  ['killed', 'keeps its connection while it loads afresh', 10_000, 1],
] as const) {
  test(`a gateway that is ${end} costs a client one subscribe for each stream, where it ${what}`, async () => {
    await using harness = await startHarness();
    await using successor = await successorOf(harness);
    await using line = await CutLine.to(harness.webSocketUrl);
    let url = line.url;
    const { counts, CountingSocket } = countingSocket();
    const plain = harness.clientOf('demo', {
      url: () => url,
      webSocketImpl: CountingSocket,
      lazyCloseTimeout,
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: async () => undefined,
    });
    const onGap = vi.fn();
    const client = resumable(plain, { onGap });
    const sinks = Array.from({ length: streams }, () => new SinkDouble());
    for (const sink of sinks) client.subscribe({ query }, sink);
    await harness.untilSubscribers(streams);
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'a' });
    await until(() => expect(sinks.map(({ results }) => results.length)).toEqual([1, 1, 1]));
    Object.assign(counts, { connections: 0, subscribes: 0 });

    url = successor.webSocketUrl;
    // Nothing is said of a process that is killed: its connections break.
    if (end === 'killed') line.refuse();
    else await harness.gateway.close();
    await until(() => expect(onGap).toHaveBeenCalledTimes(streams));
    await successor.untilSubscribers(streams);

    expect(counts).toEqual({ connections, subscribes: streams });
    expect(sinks.flatMap(({ ends }) => ends)).toEqual([]);
    await plain.dispose();
  });
}

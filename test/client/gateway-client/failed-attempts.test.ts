import { createClient } from 'graphql-ws';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createGatewayClient } from '../../../src/client/index.ts';
import { callLegs } from '../../e2e/live/call-legs.ts';
import { CutLine } from '../../harness/cut-line.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { TimeMachine } from '../../harness/time-machine.ts';
import { SinkDouble } from '../harness/subscribing-client-double.ts';

const query = 'subscription ($after: String) { callEvents(after: $after) { callId cursor } }';

afterEach(() => {
  vi.restoreAllMocks();
});

/**
 * Fails as that of Node 22 (undici 6): by an `error` that no `close` follows, and once more when it
 * is closed.
 */
class Undici6Socket extends WebSocket {
  #hasOpened = false;

  override emit(name: string | symbol, ...values: unknown[]): boolean {
    this.#hasOpened ||= name === 'open';
    return name === 'close' && !this.#hasOpened ? false : super.emit(name, ...values);
  }

  override close(code?: number, reason?: string): void {
    if (this.#hasOpened) super.close(code, reason);
    else this.emit('error', new Error('Connection was closed before it was established.'));
  }
}

test('attempts that failed do not end the connection that was made after them', async () => {
  using time = new TimeMachine();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  const [onGap, onError] = [vi.fn(), vi.fn()];
  const token = harness.token('demo');
  const options = { createClient, webSocketImpl: Undici6Socket, url: line.url, token, onGap, onError };
  const client = createGatewayClient(options);
  const sink = new SinkDouble();
  line.refuse();
  client.subscribe({ query }, sink);
  await until(() => expect(line.refused).toBeGreaterThanOrEqual(3));
  line.mend();
  await harness.untilSubscribers(1);
  const call = callLegs(harness, 'demo', 'first');
  const states: string[] = [];
  client.connection.subscribe(() => states.push(client.connection.getSnapshot().status));

  time.move(31_000);
  for (const name of ['CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_DESTROY'] as const) call.inbound(name);

  await until(() => expect(sink.results).toHaveLength(3));
  expect(states).toEqual([]);
  expect(onGap).not.toHaveBeenCalled();
  await client.dispose();
});

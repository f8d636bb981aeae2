import { expect, test, vi } from 'vitest';
import { resumable } from '../../src/client/index.ts';
import { holdClock } from '../harness/held-clock.ts';
import { SinkDouble, SubscribingClientDouble } from './harness/subscribing-client-double.ts';

const query = 'subscription ($after: String) { callEvents(after: $after) { cursor } }';
/** Within which clients of a gateway that has gone load afresh. */
const spreadMs = 1_000;

holdClock();

function event(cursor: string): unknown {
  return { data: { callEvents: { cursor } } };
}

function arrange() {
  const client = new SubscribingClientDouble();
  const sink = new SinkDouble();
  const onGap = vi.fn<() => string>(() => 'of-the-snapshot');
  const stop = resumable(client, { onGap }).subscribe({ query }, sink);
  client.connect();
  client.next(event('1'));
  return { client, sink, onGap, stop };
}

test('a stream of a gateway that goes, and its cursors with it, is loaded afresh and subscribed once', async () => {
  const { client, sink, onGap } = arrange();

  client.ping(null);
  client.close();
  client.connect();
  await vi.advanceTimersByTimeAsync(spreadMs);
  client.next(event('2'));

  expect(onGap).toHaveBeenCalledTimes(1);
  expect(client.sent).toEqual([{}, { after: 'of-the-snapshot' }]);
  expect(sink).toMatchObject({ results: [event('1'), event('2')], ends: [] });
});

test('it is loaded afresh at a moment of its own, once there is a connection again', async () => {
  using random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const { client, onGap } = arrange();
  client.ping(null);
  client.close();
  await vi.advanceTimersByTimeAsync(10 * spreadMs);
  expect(onGap).not.toHaveBeenCalled();

  client.connect();
  await vi.advanceTimersByTimeAsync(spreadMs / 2 - 1);
  expect(onGap).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);

  expect(onGap).toHaveBeenCalledTimes(1);
  random.mockRestore();
});

test('cursors of a fleet outlive a gateway: a stream goes on after the last one', async () => {
  const { client, onGap } = arrange();

  client.close();
  client.connect();
  client.reconnect();
  await vi.advanceTimersByTimeAsync(spreadMs);

  expect(onGap).not.toHaveBeenCalled();
  expect(client.sent).toEqual([{}, { after: '1' }]);
});

test('a stream of a gateway that was killed is loaded afresh at the next, whose cursors begin otherwise', async () => {
  const { client, sink, onGap } = arrange();

  client.close();
  client.connect({ cursors: '2' });
  await vi.advanceTimersByTimeAsync(spreadMs);

  expect(onGap).toHaveBeenCalledTimes(1);
  expect(client.sent).toEqual([{}, { after: 'of-the-snapshot' }]);
  expect(sink.ends).toEqual([]);
});

test('a stream that had no cursor yet when its connection was cut is loaded afresh, too', async () => {
  const client = new SubscribingClientDouble();
  const onGap = vi.fn();
  resumable(client, { onGap }).subscribe({ query }, new SinkDouble());

  client.close();
  client.connect({ cursors: '1' });
  await vi.advanceTimersByTimeAsync(spreadMs);

  expect(onGap).toHaveBeenCalledTimes(1);
  expect(client.sent).toEqual([{}, {}]);
});

test('a stream whose gateway is there again goes on after its last cursor', async () => {
  const { client, onGap } = arrange();

  client.close();
  client.connect({ cursors: '1' });
  client.reconnect();
  await vi.advanceTimersByTimeAsync(spreadMs);

  expect(onGap).not.toHaveBeenCalled();
  expect(client.sent).toEqual([{}, { after: '1' }]);
});

test('over SSE the last error says it, and the stream is loaded afresh and subscribed once', async () => {
  const { client, sink, onGap } = arrange();
  await vi.advanceTimersByTimeAsync(60_000);

  client.next({ errors: [{ message: 'bye', extensions: { code: 'SHUTTING_DOWN', cursorsEnd: true } }] });
  client.complete();
  await vi.advanceTimersByTimeAsync(spreadMs);

  expect(onGap).toHaveBeenCalledTimes(1);
  expect(client.sent).toEqual([{}, { after: 'of-the-snapshot' }]);
  expect(sink.ends).toEqual([]);
});

test('what the client still says of the stream that was given up is neither its end nor an event', async () => {
  const { client, sink, onGap } = arrange();
  client.ping(null);
  client.close();
  client.connect();

  client.next(event('late'));
  client.fail('INTERNAL_ERROR');
  await vi.advanceTimersByTimeAsync(spreadMs);
  client.next(event('2'));

  expect(onGap).toHaveBeenCalledTimes(1);
  expect(client.sent).toEqual([{}, { after: 'of-the-snapshot' }]);
  expect(sink).toMatchObject({ results: [event('1'), event('2')], ends: [] });
});

test('who stops a subscription while it waits to be loaded afresh hears no more of it', async () => {
  const { client, sink, onGap, stop } = arrange();
  client.ping(null);
  client.close();
  client.connect();

  stop();
  await vi.advanceTimersByTimeAsync(spreadMs);

  expect(onGap).not.toHaveBeenCalled();
  expect(sink.ends).toEqual(['complete']);
  expect([client.pingListeners, client.connectedListeners]).toEqual([0, 0]);
});

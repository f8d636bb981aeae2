import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { until } from '../../harness/until.ts';
import { opcodes, rawFrame } from './harness/raw-frame.ts';
import { startWebSocketHarness } from './harness/websocket-harness.ts';

const events = 'subscription { events(topics: ["a"]) }';
const closeFrame = 0x88;
/** Longer than a slice: whoever takes so long is alone in its turn. */
const longMs = 11;

/** A client that speaks the protocol and never answers a close frame. */
async function connectStubborn(url: string): Promise<{ socket: Socket; received: () => Buffer }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'connect');
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  const received = (): Buffer => Buffer.concat(chunks);
  await until(() => expect(received().toString('latin1')).toContain('\r\n\r\n'));
  socket.write(rawFrame({ opcode: opcodes.text, payload: '{"type":"connection_init"}' }));
  await until(() => expect(received().toString('latin1')).toContain('connection_ack'));
  return { socket, received };
}

test('no event follows a close frame that the client does not answer (RFC 6455 section 5.5.1)', async () => {
  await using harness = await startWebSocketHarness();
  const stubborn = await connectStubborn(harness.url);
  const subscribe = rawFrame({
    opcode: opcodes.text,
    payload: JSON.stringify({ type: 'subscribe', id: '1', payload: { query: events } }),
  });
  stubborn.socket.write(subscribe);
  const topic = await harness.topic('a');
  topic.becomeLive();
  const other = await harness.client();
  other.subscribe('1', events);
  await until(() => expect(harness.fanout.subscribers).toBe(2));
  topic.emit(1);
  await other.next();
  await until(() => expect(stubborn.received().toString('latin1')).toContain('"events":1'));

  stubborn.socket.write(subscribe);
  await until(() => expect(stubborn.received().toString('latin1')).toContain('already exists'));
  topic.emit(2);
  expect(await other.next()).toMatchObject({ payload: { data: { events: 2 } } });

  const bytes = stubborn.received();
  const close = bytes.lastIndexOf(closeFrame);
  expect(bytes.subarray(close).toString('latin1', 4)).toBe('Subscriber for 1 already exists');
  stubborn.socket.destroy();
});

test('a connection is cleaned up though whoever observes its end throws', async () => {
  const unbearable = new Error('cannot be counted');
  await using harness = await startWebSocketHarness({
    onDisconnect() {
      throw unbearable;
    },
  });
  const client = await harness.client();
  client.subscribe('1', events);
  (await harness.topic('a')).becomeLive();
  await until(() => expect(harness.fanout.subscribers).toBe(1));

  client.webSocket.close(1000);
  await until(() => expect(harness.unexpected).toEqual([unbearable]));

  expect(harness.fanout.subscribers).toBe(0);
});

test('connections that leave together are forgotten in turns, so that nobody waits for all of them', async () => {
  let [turn, counting]: [number, NodeJS.Immediate | undefined] = [0, undefined];
  const countTurns = (): void => {
    turn += 1;
    counting = setImmediate(countTurns);
  };
  const turnsOfEnds: number[] = [];
  await using harness = await startWebSocketHarness({
    onDisconnect() {
      turnsOfEnds.push(turn);
      const startedAtMs = performance.now();
      while (performance.now() < startedAtMs + longMs);
    },
  });
  const clients = [await harness.client(), await harness.client(), await harness.client()];
  countTurns();

  for (const { socket } of clients) socket.resetAndDestroy();
  await until(() => expect(turnsOfEnds).toHaveLength(clients.length));

  clearImmediate(counting);
  expect(new Set(turnsOfEnds).size).toBe(clients.length);
});

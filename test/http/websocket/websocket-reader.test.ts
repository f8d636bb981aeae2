import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { CloseAwareWebSocket } from '../../../src/http/websocket/close-aware-websocket.ts';
import { ReadPace } from '../../../src/http/websocket/read-pace.ts';
import { WebSocketReader } from '../../../src/http/websocket/websocket-reader.ts';
import { UnfinishedMessages } from '../../../src/limits/connections/unfinished-messages.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { opcodes, rawFrame } from './harness/raw-frame.ts';

/** Longer than a slice: whoever takes so long is alone in its turn of the event loop. */
const longMs = 11;
const [maxUnfinishedBytes, timeoutMs] = [400_000, 30_000];
/** What a reader hands over in one turn. */
const turnBytes = 1_024;
/** The most that Node reads before it asks the stream whether it wants more. */
const nodeReadBytes = 65_536;

interface ReaderHarness extends AsyncDisposable {
  /** What arrived, as `client: text`. */
  readonly heard: string[];
  /** The gateway's end of each connection, in the order in which they came. */
  readonly sockets: readonly Socket[];
  readonly webSockets: readonly CloseAwareWebSocket[];
  readonly onLimited: (limit: string) => void;
  /** Resolves with the client's end of a new connection. */
  connect(client: string): Promise<WebSocket>;
  /** Resolves when `bytes` of all connections have been handed over, after the handshakes. */
  untilRead(bytes: number): Promise<void>;
  /** Resolves when `count` messages have been heard. */
  untilHeard(count: number): Promise<void>;
}

/** A server that hears every message, each of which takes `messageMs`. */
async function startReaderHarness(messageMs = 0): Promise<ReaderHarness> {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const opened: CloseAwareWebSocket[] = [];
  const onLimited = vi.fn();
  let handshakeBytes = 0;
  const turns = new SlicedQueue();
  const unfinished = new UnfinishedMessages({ maxBytesPerIp: maxUnfinishedBytes, timeoutMs, onLimited });
  const webSockets = new WebSocketServer<typeof CloseAwareWebSocket>({
    WebSocket: CloseAwareWebSocket,
    noServer: true,
    perMessageDeflate: false,
  });
  const http: Server = createServer();
  http.on('upgrade', (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const client = (request.url ?? '').slice(1);
      const pace = new ReadPace({ maxMessagesPerSecond: 100, maxBytesPerSecond: 1_000_000_000, onLimited });
      sockets.push(request.socket);
      handshakeBytes += request.socket.bytesRead;
      opened.push(webSocket);
      new WebSocketReader(webSocket, request.socket, client, {
        turns,
        pace,
        unfinished,
        onError(error) {
          throw error;
        },
      });
      webSocket.on('error', () => undefined);
      webSocket.on('message', (data) => {
        heard.push(`${client}: ${data}`);
        vi.advanceTimersByTime(messageMs);
      });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const clients: WebSocket[] = [];
  return {
    heard,
    sockets,
    webSockets: opened,
    onLimited,
    async connect(client) {
      const webSocket = new WebSocket(`ws://127.0.0.1:${port}/${client}`, { perMessageDeflate: false });
      clients.push(webSocket);
      await once(webSocket, 'open');
      return webSocket;
    },
    untilRead: (bytes) =>
      vi.waitFor(() => expect(sockets.reduce(addRead, 0) - handshakeBytes).toBeGreaterThanOrEqual(bytes), {
        interval: 1,
        timeout: 30_000,
      }),
    untilHeard: (count) =>
      vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(count), { interval: 1, timeout: 30_000 }),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.terminate();
      http.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function addRead(bytes: number, { bytesRead, readableLength }: Socket): number {
  return bytes + bytesRead - readableLength;
}

/** The raw socket of a client, which puts many messages into one write. */
function rawSocketOf(client: WebSocket): Socket {
  const { _socket: socket } = client as unknown as { readonly _socket: Socket };
  return socket;
}

function frames(count: number, text: string): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => rawFrame({ opcode: opcodes.text, payload: `${text} ${index}` })),
  );
}

holdClock({ toFake: ['performance'] });

test('a client that sends thousands of messages at once keeps nobody waiting for longer than a turn', async () => {
  await using harness = await startReaderHarness(longMs);
  const [flooder, innocent] = [await harness.connect('flooder'), await harness.connect('innocent')];
  const bytes = frames(900, 'flood');

  rawSocketOf(flooder).write(bytes);
  innocent.send('hello');
  await harness.untilHeard(901);

  const inTurn = turnBytes / (bytes.length / 900);
  expect(harness.heard.indexOf('innocent: hello')).toBeLessThan(5 * inTurn);
  expect(harness.heard.filter((text) => text.startsWith('flooder')).at(-1)).toBe('flooder: flood 899');
});

test('what one connection sends beyond its pace stays unread, and is read when its time has come', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  await using harness = await startReaderHarness();
  const flooder = await harness.connect('flooder');
  const bytes = frames(30_000, 'flood');

  rawSocketOf(flooder).write(bytes);
  await vi.waitUntil(() => vi.getTimerCount() > 0, { interval: 0 });
  const heardAtOnce = harness.heard.length;
  const [socket] = harness.sockets;
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  expect(heardAtOnce).toBeGreaterThanOrEqual(1_000);
  expect(heardAtOnce).toBeLessThan(1_000 + turnBytes / 13);
  expect(harness.heard.length).toBe(heardAtOnce);
  expect(socket?.bytesRead).toBeLessThan(bytes.length / 2);
  expect(socket?.readableLength).toBeLessThanOrEqual((socket?.readableHighWaterMark ?? 0) + nodeReadBytes);
  expect(harness.onLimited).toHaveBeenCalledWith('max_messages_per_second');

  await vi.advanceTimersByTimeAsync(2_000);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(harness.heard.length).toBeGreaterThan(heardAtOnce);
  expect(harness.heard.length).toBeLessThan(heardAtOnce + 400);
  expect(harness.heard.map((text) => Number(text.split(' ').at(-1)))).toEqual(harness.heard.map((_, index) => index));
});

test('a close by the gateway is answered at once, though the client has said too much', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  await using harness = await startReaderHarness();
  const flooder = await harness.connect('flooder');
  rawSocketOf(flooder).write(frames(30_000, 'flood'));
  await vi.waitUntil(() => vi.getTimerCount() > 0, { interval: 0 });

  const [ofFlooder] = harness.webSockets;
  ofFlooder?.close(1001, 'bye');
  const [code] = await once(flooder, 'close');

  expect(code).toBe(1001);
});

test('pings and pongs count as messages, though ws answers them by itself', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  await using harness = await startReaderHarness();
  const flooder = await harness.connect('flooder');
  const [ping, pong] = [rawFrame({ opcode: opcodes.ping }), rawFrame({ opcode: opcodes.pong })];
  // ws cuts a client that has sixty pings unanswered.
  const some = Buffer.concat([ping, pong, pong, pong, pong]);

  rawSocketOf(flooder).write(Buffer.alloc(some.length * 240, some));
  await vi.waitUntil(() => vi.getTimerCount() > 0, { interval: 0 });

  expect(harness.onLimited).toHaveBeenCalledWith('max_messages_per_second');
});

test('a message of many turns arrives whole, and so does what came with the handshake', async () => {
  await using harness = await startReaderHarness();
  const client = await harness.connect('client');
  const text = 'x'.repeat(300_000);

  client.send(text);
  client.send('after it');
  await harness.untilHeard(2);

  expect(harness.heard).toEqual([`client: ${text}`, 'client: after it']);
});

test('a close is heard behind what was sent before it, and so is a half-closed connection', async () => {
  await using harness = await startReaderHarness();
  const [first, second] = [await harness.connect('first'), await harness.connect('second')];
  const closed = once(first, 'close');

  for (let sent = 0; sent < 200; sent += 1) first.send(`message ${sent}`);
  first.close(1000, 'bye');
  const [code] = await closed;
  rawSocketOf(second).end(frames(200, 'last'));
  await once(second, 'close');

  expect(code).toBe(1000);
  expect(harness.heard.filter((text) => text.startsWith('first'))).toHaveLength(200);
  expect(harness.heard.filter((text) => text.startsWith('second'))).toHaveLength(200);
});

describe('of messages whose end never comes', () => {
  const half = rawFrame({ opcode: opcodes.text, payload: 'x'.repeat(90_000), final: false });
  const pong = rawFrame({ opcode: opcodes.pong, payload: 'still here' });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  });

  test('those of one client take so many bytes together, and the oldest is closed for one more', async () => {
    await using harness = await startReaderHarness();
    const oldest = await harness.connect('many');
    const closed = once(oldest, 'close');
    rawSocketOf(oldest).write(half);
    await harness.untilRead(half.length);
    const [other, ...others] = [
      await harness.connect('other'),
      await harness.connect('many'),
      await harness.connect('many'),
      await harness.connect('many'),
    ];

    for (const client of [other, ...others]) if (client !== undefined) rawSocketOf(client).write(half);
    await harness.untilRead(5 * half.length);
    expect(oldest.readyState).toBe(WebSocket.OPEN);
    rawSocketOf(await harness.connect('many')).write(half);

    expect(await closed).toEqual([1013, Buffer.from('RATE_LIMITED')]);
    expect(harness.onLimited).toHaveBeenCalledExactlyOnceWith('max_unfinished_bytes_per_ip');
    expect([other, ...others].map((client) => client?.readyState)).toEqual([1, 1, 1, 1]);
  });

  test('what one client leaves unread, as it has said too much, counts as well', async () => {
    await using harness = await startReaderHarness();
    const oldest = await harness.connect('many');
    const closed = once(oldest, 'close');
    const other = await harness.connect('other');
    const others: WebSocket[] = [];
    while (others.length < 8) others.push(await harness.connect('many'));
    const said = [...Array.from({ length: 1_000 }, () => 'x'), ...Array.from({ length: 40 }, () => 'x'.repeat(5_000))];
    const frames = Buffer.concat(said.map((payload) => rawFrame({ opcode: opcodes.text, payload })));

    for (const client of [oldest, other, ...others]) rawSocketOf(client).write(frames);

    expect(await closed).toEqual([1013, Buffer.from('RATE_LIMITED')]);
    expect(harness.onLimited).toHaveBeenCalledWith('max_unfinished_bytes_per_ip');
    expect(other.readyState).toBe(WebSocket.OPEN);
  });

  test('each is closed after a while, and pongs within it make that no longer', async () => {
    await using harness = await startReaderHarness();
    const [unfinished, complete] = [await harness.connect('client'), await harness.connect('client')];
    const closed = once(unfinished, 'close');
    const pongs = Buffer.concat(Array.from({ length: 200 }, () => pong));
    rawSocketOf(unfinished).write(half);
    rawSocketOf(complete).write(half);
    await harness.untilRead(2 * half.length);

    vi.advanceTimersByTime(timeoutMs - 1_000);
    rawSocketOf(unfinished).write(pongs);
    rawSocketOf(complete).write(Buffer.concat([rawFrame({ opcode: opcodes.continuation, payload: '!' }), pongs]));
    await harness.untilHeard(1);
    await harness.untilRead(2 * half.length + 2 * pongs.length);
    expect(unfinished.readyState).toBe(WebSocket.OPEN);
    vi.advanceTimersByTime(2_000);

    expect((await closed)[0]).toBe(1013);
    vi.advanceTimersByTime(timeoutMs);
    expect(complete.readyState).toBe(WebSocket.OPEN);
    expect(harness.onLimited).toHaveBeenCalledExactlyOnceWith('request_timeout_ms');
  });
});

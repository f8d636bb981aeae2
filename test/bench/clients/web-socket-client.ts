import { randomBytes, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Operation } from '../operation.ts';
import { FrameCounter } from './frame-counter.ts';
import { openRawConnection } from './raw-connection.ts';

export interface WebSocketClientOptions {
  readonly port: number;
  readonly protocol: 'graphql-transport-ws' | undefined;
  readonly token: string;
  readonly operations: readonly Operation[];
  readonly onEvents: (count: number) => void;
}

const switchingProtocols = 101;
const minEventBytes = 200;
const textOpcode = 0x1;
const closeOpcode = 0x8;
const pingOpcode = 0x9;
const pongOpcode = 0xa;
const nonceBytes = 16;

/**
 * Opens a WebSocket and, if it speaks GraphQL, subscribes. Resolves when the last subscribe is
 * sent.
 */
export async function connectWebSocket(options: WebSocketClientOptions): Promise<Socket> {
  const { port, protocol, token, operations, onEvents } = options;
  let onAcknowledged = (): void => undefined;
  const acknowledged = new Promise<void>((resolve) => {
    onAcknowledged = resolve;
  });
  const socket = await openRawConnection(port, upgradeRequest(protocol), switchingProtocols, (opened) => {
    const counter = new FrameCounter({
      minEventBytes,
      onEvents,
      onOther(opcode, payload) {
        if (opcode === pingOpcode) opened.write(clientFrame(pongOpcode, payload));
        else if (opcode === textOpcode) onProtocolMessage(opened, String(payload));
        else if (opcode === closeOpcode) opened.end();
      },
    });
    return (chunk) => counter.read(chunk);
  });
  function onProtocolMessage(from: Socket, text: string): void {
    const { type } = JSON.parse(text);
    if (type === 'connection_ack') onAcknowledged();
    else if (type === 'ping') send(from, { type: 'pong' });
    // The empty list that a live list begins with is none of the events that are counted.
    else if (type !== 'next') throw new Error(`The server sent ${text}`);
  }

  if (protocol === undefined) {
    // As a client that subscribes does: the kernel acknowledges packets to a client that never sent anything one by one
    // after each pause, at the server's cost.
    send(socket, { type: 'subscribe' });
    return socket;
  }
  send(socket, { type: 'connection_init', payload: { authToken: token } });
  await acknowledged;
  for (const payload of operations) send(socket, { type: 'subscribe', id: randomUUID(), payload });
  return socket;
}

function upgradeRequest(protocol: string | undefined): string {
  const key = randomBytes(nonceBytes).toString('base64');
  const subprotocol = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  return (
    'GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${subprotocol}\r\n`
  );
}

function send(socket: Socket, message: object): void {
  socket.write(clientFrame(textOpcode, Buffer.from(JSON.stringify(message))));
}

const final = 0x80;
const masked = 0x80;
const length16 = 126;
const maskBytes = 4;

/** With a mask of zeros, which changes nothing. */
function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header =
    length < length16
      ? [final | opcode, masked | length]
      : [final | opcode, masked | length16, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(maskBytes), payload]);
}

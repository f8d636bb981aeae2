import type { Socket } from 'node:net';
import type { Operation } from '../operation.ts';
import { openRawConnection } from './raw-connection.ts';

export interface SseClientOptions {
  readonly port: number;
  readonly token: string;
  readonly operation: Operation;
  readonly onEvents: (count: number) => void;
}

const ok = 200;
const eventLine = 'event: next\n';

/**
 * Subscribes over SSE ("distinct connections mode"); events are counted by their first line,
 * wherever chunks begin and end.
 */
export function connectSse({ port, token, operation, onEvents }: SseClientOptions): Promise<Socket> {
  const body = JSON.stringify(operation);
  const request =
    'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n' +
    `X-Auth-Token: ${token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  let rest = '';
  return openRawConnection(port, request, ok, () => (chunk) => {
    const text = rest + chunk.toString('latin1');
    let events = 0;
    let offset = 0;
    for (;;) {
      const found = text.indexOf(eventLine, offset);
      if (found === -1) break;
      events += 1;
      offset = found + eventLine.length;
    }
    rest = text.slice(Math.max(offset, text.length - eventLine.length + 1));
    if (events > 0) onEvents(events);
  });
}

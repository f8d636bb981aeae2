/** The process of a server's clients. */
import type { Socket } from 'node:net';
import { z } from 'zod';
import { answerCalls } from '../child-calls.ts';
import { currentUsage } from '../usage.ts';
import { type ClientOptions, clientOptions } from './client-options.ts';
import { DeliveryCount } from './delivery-count.ts';
import { connectSse } from './sse-client.ts';
import { connectWebSocket } from './web-socket-client.ts';

const maxHandshakes = 64;
const deliveries = new DeliveryCount();
const sockets: Socket[] = [];

function connectOne(options: ClientOptions, index: number): Promise<Socket> {
  const { kind, port, token, operations, subscriptionsPerConnection } = options;
  const first = index * subscriptionsPerConnection;
  const own = Array.from({ length: subscriptionsPerConnection }, (_, offset) => {
    const operation = operations[(first + offset) % operations.length];
    if (operation === undefined) throw new RangeError('There is no operation to subscribe to.');
    return operation;
  });
  const onEvents = deliveries.add;
  if (kind !== 'sse') {
    return connectWebSocket({
      port,
      token,
      operations: own,
      onEvents,
      protocol: kind === 'bare-ws' ? undefined : kind,
    });
  }
  const [operation] = own;
  if (operation === undefined) throw new RangeError('An SSE client needs an operation.');
  return connectSse({ port, token, operation, onEvents });
}

const until = z.object({ total: z.number(), timeoutMs: z.number() });

answerCalls({
  async connect(argument): Promise<void> {
    const options = clientOptions.parse(argument);
    let next = 0;
    const connectInTurn = async (): Promise<void> => {
      while (next < options.connections) {
        next += 1;
        sockets.push(await connectOne(options, next - 1));
      }
    };
    await Promise.all(Array.from({ length: maxHandshakes }, connectInTurn));
  },
  until(argument): Promise<number> {
    const { total, timeoutMs } = until.parse(argument);
    return deliveries.until(total, timeoutMs);
  },
  usage: () => currentUsage(),
  disconnect(): void {
    for (const socket of sockets.splice(0)) socket.destroy();
  },
});

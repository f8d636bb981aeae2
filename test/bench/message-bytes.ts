import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Feeder } from './feed/feeder.ts';
import { callEvents, callFields } from './operation.ts';
import { Server } from './servers/server.ts';

const timeoutMs = 5000;

/**
 * Length of a `next` message of the gateway for `callEvents`, so that the relay sends as much. A
 * real client reads one event here, so that what is later counted by headers alone is known to be
 * right.
 */
export async function measureMessageBytes(feeder: Feeder): Promise<number> {
  const upstream = await feeder.open('new calls');
  const server = await Server.start('gateway', { upstream, messageBytes: 0 });
  let messageBytes = 0;
  class MeasuredWebSocket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols);
      this.on('message', (data: Buffer) => {
        messageBytes = data.length;
      });
    }
  }
  const client = createClient({
    url: `ws://127.0.0.1:${server.port}/graphql`,
    webSocketImpl: MeasuredWebSocket,
    connectionParams: { authToken: upstream.token },
    retryAttempts: 0,
  });
  try {
    const results = client.iterate<{ readonly callEvents: Readonly<Record<string, unknown>> }>(callEvents);
    const first = results.next();
    await server.untilSubscribed(1);
    await feeder.untilHeard(upstream);
    await feeder.feed(upstream, 1);
    const { value } = await Promise.race([first, delay(timeoutMs, { value: undefined, done: true }, { ref: false })]);
    const fields = Object.values(value?.data?.callEvents ?? {}).filter((field) => field !== null);
    if (fields.length !== callFields.length) throw new Error(`The gateway sent ${JSON.stringify(value)}`);
    return messageBytes;
  } finally {
    await client.dispose();
    await server.close();
    await feeder.closeFeed(upstream);
  }
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness[Symbol.asyncDispose]());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const clients = 20;
/** Longer than a slice: whoever is forgotten is alone in their turn of the event loop. */
const longMs = 11;

async function ask(query: string, accept: string): Promise<Socket> {
  const body = JSON.stringify({ query });
  const socket = connect({ port: Number(new URL(harness.url).port), host: '127.0.0.1' }).resume();
  await once(socket, 'connect');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: ${accept}\r\n` +
      `X-Auth-Token: ${harness.token('demo')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

test.each([
  ['queries', '{ users { nodes { id } } }', 'application/json'],
  ['streams', 'subscription { callEvents { callId } }', 'text/event-stream'],
])('clients of %s that leave together are forgotten in turns', async (_what, query, accept) => {
  const release = harness.kazoo.crossbar.faults.hold({ path: /\/users/ });
  const sockets = await Promise.all(Array.from({ length: clients }, () => ask(query, accept)));
  const { sessions, subscribers } = harness.gateway.gauges;
  const expected = accept === 'text/event-stream' ? clients : 0;
  await until(() => expect([sessions(), subscribers()]).toEqual([clients, expected]));
  vi.useFakeTimers({ toFake: ['performance'] });
  const { onEnded } = SessionRegistry.prototype;
  let forgotten = 0;
  vi.spyOn(SessionRegistry.prototype, 'onEnded').mockImplementation(function onEndedLate(
    this: SessionRegistry,
    session,
  ) {
    onEnded.call(this, session);
    forgotten += 1;
    vi.advanceTimersByTime(longMs);
  });

  for (const socket of sockets) socket.resetAndDestroy();
  const forgottenByTurn: number[] = [];
  while (forgotten < clients) {
    const before = forgotten;
    await nextTurn();
    forgottenByTurn.push(forgotten - before);
  }

  expect(Math.max(...forgottenByTurn)).toBe(1);
  release();
  vi.useRealTimers();
  await until(() => expect([sessions(), subscribers()]).toEqual([0, 0]));
});

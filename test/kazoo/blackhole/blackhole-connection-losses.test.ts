import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { holdClock } from '../../harness/held-clock.ts';
import { eventText } from '../harness/event-text.ts';
import { connected } from '../harness/listened-connection.ts';

// Sockets go on in real time; only our clock and timers wait for the test.
holdClock({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });

type Connected = Awaited<ReturnType<typeof connected>>;

/** Sends a command whose outcome does not matter, and returns its id once Kazoo has it. */
async function commanded({ connection, socket }: Connected, binding: string): Promise<string> {
  const message = once(socket, 'message');
  connection
    .command({ action: 'subscribe', accountId: 'a'.repeat(32), binding, token: 'token' })
    .catch(() => undefined);
  return JSON.parse(String((await message)[0])).request_id;
}

function answer(socket: WebSocket, requestId: string): void {
  socket.send(JSON.stringify({ action: 'reply', request_id: requestId, status: 'success', data: {} }));
}

test('a reply that a later one overtakes is told as a certain loss since the socket was opened', async () => {
  await using harness = await connected();
  const openedAt = new Date();
  await commanded(harness, 'call.*.*');
  vi.advanceTimersByTime(1_000);

  answer(harness.socket, await commanded(harness, 'object.*.*'));

  expect(await harness.listened.next()).toEqual({ kind: 'overflow', from: openedAt, certain: true });
});

test('a reply that does not come in time is told as a possible loss, and as none if it comes later', async () => {
  await using harness = await connected();
  const openedAt = new Date();
  const requestId = await commanded(harness, 'call.*.*');

  vi.advanceTimersByTime(5_000);
  expect(await harness.listened.next()).toEqual({ kind: 'overflow', from: openedAt, certain: false });
  answer(harness.socket, requestId);
  expect(await harness.listened.next()).toEqual({ kind: 'stray' });
  answer(harness.socket, await commanded(harness, 'object.*.*'));
  harness.socket.send(eventText({}));

  expect(await harness.listened.next()).toMatchObject({ kind: 'event' });
});

test('under load a ping goes out; what came since the last proof is unproven until it is answered', async () => {
  await using harness = await connected();
  answer(harness.socket, await commanded(harness, 'call.*.*'));
  const provenAt = new Date();
  const ping = once(harness.socket, 'message');
  for (let count = 0; count < 50; count += 1) {
    vi.advanceTimersByTime(20);
    harness.socket.send(eventText({ count }));
    await harness.listened.next();
  }

  const { action, request_id: requestId } = JSON.parse(String((await ping)[0]));
  expect(action).toBe('ping');
  expect(harness.connection.unprovenFrom).toEqual(provenAt);
  answer(harness.socket, requestId);
  harness.socket.send(eventText({}));
  await harness.listened.next();

  expect(harness.connection.unprovenFrom).toBeUndefined();
});

test('what is unproven when the socket is lost belongs to the gap, by the clock as it is set then', async () => {
  await using harness = await connected();
  answer(harness.socket, await commanded(harness, 'call.*.*'));
  for (let count = 0; count < 50; count += 1) {
    vi.advanceTimersByTime(20);
    harness.socket.send(eventText({ count }));
    await harness.listened.next();
  }
  await once(harness.socket, 'message');

  vi.setSystemTime(Date.now() - 3_600_000);
  harness.socket.terminate();

  const completeUntilMs = Date.now() - 1_000 - 250;
  expect(await harness.listened.next()).toMatchObject({ kind: 'close', completeUntilMs });
});

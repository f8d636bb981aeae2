import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { holdClock } from '../../harness/held-clock.ts';
import { eventText } from '../harness/event-text.ts';
import { connected } from '../harness/listened-connection.ts';

describe('what a blackhole connection brought is complete', () => {
  const openedAtMs = Date.parse('2026-11-28T12:00:00Z');
  /** For so long a later event can overtake an earlier one. */
  const disorderMs = 250;

  // Sockets go on in real time; only our clock and timers wait for the test.
  holdClock({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'], now: openedAtMs });

  test('until the emission of the last event, not until its receipt', async () => {
    await using harness = await connected();
    vi.advanceTimersByTime(15_700);

    harness.socket.send(eventText({ msg_id: String((openedAtMs + 1_000) * 1000) }));
    await harness.listened.next();
    harness.socket.terminate();

    expect(await harness.listened.next()).toMatchObject({ completeUntilMs: openedAtMs + 1_000 - disorderMs });
  });

  test('until the last ping that was answered, not until its answer', async () => {
    await using harness = await connected();
    const ping = once(harness.socket, 'ping');
    vi.advanceTimersByTime(20_000);
    await ping;
    vi.advanceTimersByTime(3_000);

    // The pong is there before what is sent after it.
    harness.socket.send(eventText({}));
    await harness.listened.next();
    harness.socket.terminate();

    expect(await harness.listened.next()).toMatchObject({ completeUntilMs: openedAtMs + 20_000 - disorderMs });
  });
});

describe('a blackhole connection pings', () => {
  // Sockets go on in real time; only our timers wait for the test.
  holdClock({ toFake: ['setTimeout', 'clearTimeout'] });

  test('again and again while it is answered', async () => {
    await using harness = await connected();

    for (let count = 0; count < 3; count += 1) {
      const ping = once(harness.socket, 'ping');
      vi.advanceTimersByTime(20_000);
      await ping;
      // The pong is there before what is sent after it.
      harness.socket.send(eventText({ count }));
      expect(await harness.listened.next()).toEqual({ kind: 'event', data: { count } });
    }
  });

  test('and is over when no pong comes in time', async () => {
    await using harness = await connected({}, { answersPings: false });
    const ping = once(harness.socket, 'ping');
    vi.advanceTimersByTime(20_000);
    await ping;

    vi.advanceTimersByTime(4_999);
    expect(harness.listened.happenings).toEqual([]);
    vi.advanceTimersByTime(1);

    expect(await harness.listened.next()).toMatchObject({
      kind: 'close',
      reason: { kind: 'timeout', message: 'no pong within 5000 ms' },
    });
  });

  test('and lives on without a pong for as long as events come, and for no longer', async () => {
    await using harness = await connected({}, { answersPings: false });
    const ping = once(harness.socket, 'ping');
    vi.advanceTimersByTime(20_000);
    await ping;

    for (let count = 0; count < 3; count += 1) {
      vi.advanceTimersByTime(4_999);
      harness.socket.send(eventText({ count }));
      expect(await harness.listened.next()).toEqual({ kind: 'event', data: { count } });
    }
    vi.advanceTimersByTime(4_999);
    expect(harness.listened.happenings).toEqual([]);
    vi.advanceTimersByTime(1);

    expect(await harness.listened.next()).toMatchObject({ kind: 'close', reason: { kind: 'timeout' } });
  });

  test('no more after it was closed', async () => {
    await using harness = await connected();
    using ping = vi.spyOn(WebSocket.prototype, 'ping');

    harness.connection.close();
    await harness.listened.next();
    vi.advanceTimersByTime(60_000);

    expect(ping).not.toHaveBeenCalled();
  });
});

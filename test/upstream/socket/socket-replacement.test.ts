import { describe, expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { holdClock, holdJitter, noon } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import {
  backoff,
  calls,
  liveConnection,
  newConnection,
  replacing,
  url,
} from '../harness/account-connection-harness.ts';
import { callFrame } from '../harness/call-frame.ts';
import { enterAll } from '../harness/gate-entrants.ts';

holdClock({ now: noon });
holdJitter();

describe('replacing the socket', () => {
  test('goes from one to the other in one step, with what waited, and closes the old one', async () => {
    const { connection, notices, old, fresh } = await replacing();
    old.bring(callFrame('c1'));
    fresh.bring(callFrame('c2'));
    expect(notices).toEqual(['event c1']);

    old.drain();
    await settled();
    fresh.bring(callFrame('c3'));
    old.bring(callFrame('late'));

    expect(notices).toEqual(['event c1', `replaced with ${calls}`, 'event c2', 'event c3']);
    expect([old.isClosed, fresh.isClosed, connection.state]).toEqual([true, false, 'live']);
  });

  test('tells what the old one may have lost, and nobody was told yet, before the new one goes on', async () => {
    const { notices, old, fresh } = await replacing();
    old.unprovenFrom = new Date(Date.now() - 2_000);
    fresh.bring(callFrame('c1'));

    old.drain();
    await settled();

    expect(notices).toEqual(['possible loss since 2 s ago', `replaced with ${calls}`, 'event c1']);
  });

  test('is done only when there is one, and one at a time', async () => {
    const { connection, kazoo } = newConnection();
    connection.replace();
    connection.open();
    connection.replace();
    expect(kazoo.sockets).toHaveLength(1);
    kazoo.socket.open();

    connection.replace();
    connection.replace();

    expect(kazoo.sockets).toHaveLength(2);
  });

  test('waits at the gate until those are through who have no socket', () => {
    const gate = new ConnectionGate({ urls: [url], connectsPerSecond: 1, backoff });
    const { connection, kazoo } = newConnection(gate);
    connection.open();
    kazoo.socket.open();

    connection.replace();
    const others = enterAll(gate, [1]);
    vi.advanceTimersByTime(1_000);
    expect([others, kazoo.sockets]).toMatchObject([{ length: 1 }, { length: 1 }]);
    vi.advanceTimersByTime(1_000);

    expect(kazoo.sockets).toHaveLength(2);
  });

  test.each([
    ['the connection is closed', ({ connection }: ReturnType<typeof newConnection>) => connection.close()],
    ['the old one is to stay', ({ connection }: ReturnType<typeof newConnection>) => connection.stay()],
    ['the old one is lost', ({ kazoo }: ReturnType<typeof newConnection>) => kazoo.socket.end()],
  ])('leaves the gate when %s', (_when, interrupt) => {
    const gate = new ConnectionGate({ urls: [url], connectsPerSecond: 1, backoff });
    const harness = newConnection(gate);
    harness.connection.open();
    harness.kazoo.socket.open();
    harness.connection.replace();
    expect(gate.waiting).toBe(1);

    interrupt(harness);

    expect(gate.waiting).toBe(0);
  });

  test('that fails leaves the old one as it is, and is tried again by itself, more and more slowly', async () => {
    const { connection, kazoo, notices, old, fresh } = await replacing();

    fresh.end('refused');
    old.bring(callFrame('c1'));
    connection.replace();

    expect(notices).toEqual(['event c1']);
    expect([connection.state, kazoo.sockets.length]).toEqual(['live', 2]);
    for (const [tries, delayMs] of [1_000, 2_000, 4_000, 8_000, 16_000].entries()) {
      vi.advanceTimersByTime(delayMs - 1);
      expect(kazoo.sockets).toHaveLength(2 + tries);
      vi.advanceTimersByTime(1);
      expect(kazoo.sockets).toHaveLength(3 + tries);
      kazoo.socket.end('refused');
    }
    expect(old.isClosed).toBe(false);
  });

  test.each([
    ['the connection is closed', ({ connection }: Awaited<ReturnType<typeof replacing>>) => connection.close()],
    ['the old one is to stay', ({ connection }: Awaited<ReturnType<typeof replacing>>) => connection.stay()],
  ])('that has failed is not tried again when %s', async (_when, interrupt) => {
    const harness = await replacing();
    harness.fresh.end('refused');

    interrupt(harness);
    vi.advanceTimersByTime(3_600_000);

    expect(harness.kazoo.sockets).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('tries each host once while the old one goes on', async () => {
    const [dead, mute] = ['ws://dead', 'ws://mute'];
    const urls = [dead, mute, url];
    const gate = new ConnectionGate({ urls, connectsPerSecond: Number.POSITIVE_INFINITY, backoff });
    const { connection, kazoo, notices } = liveConnection(gate);
    const old = kazoo.socket;

    connection.replace();
    kazoo.socket.end('timeout');
    kazoo.socket.open();
    kazoo.socket.end('closed');
    kazoo.socket.end('refused');
    old.bring(callFrame('c1'));

    expect(kazoo.sockets.slice(1).map((socket) => socket.url)).toEqual(urls);
    expect(notices).toEqual(['event c1']);
    expect(connection.state).toBe('live');
  });

  test('at the next host ends with the connection', () => {
    const gate = new ConnectionGate({ urls: ['ws://dead', url], connectsPerSecond: 1, backoff });
    const { connection, kazoo } = liveConnection(gate);
    connection.replace();
    vi.advanceTimersByTime(1_000);

    kazoo.socket.end('refused');
    expect(gate.waiting).toBe(1);
    connection.close();

    expect(gate.waiting).toBe(0);
  });

  test('is over when the old one is lost: the new one is closed, too, and the loss is reported once', async () => {
    const { connection, notices, old, fresh } = await replacing();

    old.end();
    await settled();

    expect(notices).toEqual([expect.stringMatching(/^lost/), 'waiting for 1000 ms: closed']);
    expect(fresh.isClosed).toBe(true);
    expect(connection.state).toBe('waiting');
  });

  test('is over when the connection is closed', async () => {
    const { connection, old, fresh } = await replacing();

    connection.close();
    await settled();

    expect([old.isClosed, fresh.isClosed, connection.state]).toEqual([true, true, 'idle']);
  });

  test('leaves one whose loss is a loss like any other', async () => {
    const { connection, notices, old, fresh } = await replacing();
    old.drain();
    await settled();
    notices.length = 0;

    fresh.end('closed', Date.now());

    expect(notices).toEqual(['lost 0 s ago', 'waiting for 1000 ms: closed']);
    expect(connection.attempt).toBe(1);
  });
});

describe('a socket that is stale', () => {
  /** Brings more that nobody wants than can have been on its way. */
  function makeStale({ connection }: ReturnType<typeof newConnection>): void {
    for (let count = 0; count < 60; count += 1) connection.socket?.countUnwantedFrame();
    if (connection.socket !== undefined) connection.replaceIfStale(connection.socket);
  }

  test('is replaced, one that is not stays', () => {
    const harness = liveConnection();
    if (harness.connection.socket !== undefined) harness.connection.replaceIfStale(harness.connection.socket);
    expect(harness.kazoo.sockets).toHaveLength(1);

    makeStale(harness);

    expect(harness.kazoo.sockets).toHaveLength(2);
  });

  test('again at once is not replaced before a minute is over', () => {
    const harness = liveConnection();
    makeStale(harness);
    harness.connection.stay();

    makeStale(harness);
    vi.advanceTimersByTime(60_000);
    makeStale(harness);
    expect(harness.kazoo.sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    makeStale(harness);

    expect(harness.kazoo.sockets).toHaveLength(3);
  });

  test('is replaced after a minute although the system clock was set back', () => {
    const harness = liveConnection();
    makeStale(harness);
    harness.kazoo.socket.end('refused');

    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(60_001);
    makeStale(harness);

    expect(harness.kazoo.sockets).toHaveLength(3);
  });
});

import { describe, expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { holdClock, holdJitter, noon } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { backoff, liveConnection, newConnection, url } from '../harness/account-connection-harness.ts';

holdClock({ now: noon });
holdJitter();

describe('closing', () => {
  test('a live connection closes its socket, whose end is no loss', async () => {
    const { connection, kazoo, notices } = liveConnection();

    connection.close();
    await settled();
    vi.advanceTimersByTime(60_000);

    expect(kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true]);
    expect(notices).toEqual(['idle']);
  });

  test('while it connects closes the socket, which is not live when it opens after all', async () => {
    const { connection, kazoo, notices } = newConnection();
    connection.open();

    connection.close();
    kazoo.socket.open();
    await settled();

    expect(connection).toMatchObject({ state: 'idle', socket: undefined });
    expect(kazoo.socket.isClosed).toBe(true);
    expect(notices).toEqual(['waiting', 'connecting', 'idle']);
  });

  test('between two attempts opens no further socket', () => {
    const { connection, kazoo } = liveConnection();
    kazoo.socket.end();

    connection.close();
    vi.advanceTimersByTime(60_000);

    expect(kazoo.sockets).toHaveLength(1);
    expect(connection.state).toBe('idle');
  });

  test('before it is let through leaves the gate', () => {
    const gate = new ConnectionGate({ urls: [url], connectsPerSecond: 1, backoff });
    newConnection(gate).connection.open();
    const { connection, kazoo } = newConnection(gate);
    connection.open();
    expect(connection.state).toBe('waiting');

    connection.close();
    vi.advanceTimersByTime(10_000);

    expect(gate.waiting).toBe(0);
    expect(kazoo.sockets).toEqual([]);
  });

  test('an idle connection says nothing', () => {
    const { connection, notices } = newConnection();

    connection.close();

    expect(notices).toEqual([]);
  });

  test('leaves it able to open again, undisturbed by the end of the former socket', async () => {
    const { connection, kazoo } = liveConnection();

    connection.close();
    connection.open();
    vi.advanceTimersByTime(1);
    kazoo.socket.open();
    await settled();

    expect(kazoo.sockets.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(connection.state).toBe('live');
  });

  test('those that were still connecting does not make the host count as down', async () => {
    const gate = new ConnectionGate({ urls: [url], connectsPerSecond: 1000, backoff });
    for (let count = 0; count < 10; count += 1) {
      const { connection } = newConnection(gate);
      connection.open();
      vi.advanceTimersByTime(10);
      connection.close();
    }
    await settled();
    vi.advanceTimersByTime(10);

    const { connection } = newConnection(gate);
    connection.open();

    expect(connection.state).toBe('connecting');
  });
});

import { describe, expect, test, vi } from 'vitest';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { holdClock, holdJitter, noon } from '../../harness/held-clock.ts';
import { backoff, liveConnection, newConnection, url } from '../harness/account-connection-harness.ts';
import { callFrame } from '../harness/call-frame.ts';

holdClock({ now: noon });
holdJitter();

describe('a connection', () => {
  test('that nobody opened does nothing', () => {
    const { connection, kazoo } = newConnection();

    expect(connection).toMatchObject({ state: 'idle', attempt: 0, socket: undefined });
    expect(kazoo.sockets).toEqual([]);
  });

  test('waits at the gate, connects, and is live when the socket is open', () => {
    const { connection, kazoo, notices } = newConnection();

    connection.open();
    expect(connection.socket).toBeUndefined();
    kazoo.socket.open();

    expect(notices).toEqual(['waiting', 'connecting', 'live']);
    expect(connection.socket?.url).toBe(url);
  });

  test('opens one socket however often it is asked', () => {
    const { connection, kazoo } = newConnection();

    connection.open();
    connection.open();
    kazoo.socket.open();
    connection.open();

    expect(kazoo.sockets).toHaveLength(1);
  });

  test('hands over what its socket brings', () => {
    const { kazoo, notices } = liveConnection();

    kazoo.socket.bring(callFrame('c1'));

    expect(notices).toEqual(['event c1']);
  });
});

describe('a lost socket', () => {
  test('is reported with its moment, before the state; after a pause a socket is opened again', () => {
    const { connection, kazoo, notices } = liveConnection();
    vi.advanceTimersByTime(5000);

    kazoo.socket.end('timeout', noon);
    expect(notices).toEqual(['lost 5 s ago', 'waiting for 1000 ms: timeout']);
    vi.advanceTimersByTime(999);
    expect(kazoo.sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);

    expect(kazoo.sockets).toHaveLength(2);
    expect(connection).toMatchObject({ state: 'connecting', attempt: 1 });
  });

  test('that never showed life is lost since now', () => {
    const { connection, kazoo, notices } = newConnection();
    connection.open();
    vi.advanceTimersByTime(5000);

    kazoo.socket.end('refused');

    expect(notices.slice(2)).toEqual(['lost 0 s ago', 'waiting for 2000 ms: refused']);
  });

  test('again and again is tried ever more seldom, up to the longest delay', () => {
    const { kazoo, notices } = liveConnection();

    for (let count = 0; count < 5; count += 1) {
      kazoo.socket.end('refused');
      vi.advanceTimersByTime(backoff.maxMs);
    }

    expect(notices.filter((line) => line.startsWith('waiting'))).toEqual(
      [1000, 2000, 4000, 4000, 4000].map((delayMs) => `waiting for ${delayMs} ms: refused`),
    );
  });

  test('that opens and dies before it holds anything is not tried without pause', () => {
    const { connection, kazoo } = liveConnection();

    for (let count = 0; count < 3; count += 1) {
      kazoo.socket.end();
      vi.advanceTimersByTime(backoff.maxMs);
      kazoo.socket.open();
    }

    expect(connection).toMatchObject({ state: 'live', attempt: 3 });
  });

  test.each([
    ['that was never open is a failure of the host, which counts as down after five', false, 'waiting'],
    [
      'that was open is none: a Kazoo that is restarted loses all at once, and can be tried at once',
      true,
      'connecting',
    ],
  ])('%s', (_what, isOpen, state) => {
    const gate = new ConnectionGate({ urls: [url], connectsPerSecond: 1000, backoff });
    const harnesses = Array.from({ length: 5 }, () => {
      const harness = newConnection(gate);
      harness.connection.open();
      vi.advanceTimersByTime(1);
      if (isOpen) harness.kazoo.socket.open();
      return harness;
    });

    for (const { kazoo } of harnesses) kazoo.socket.end();
    const { connection } = newConnection(gate);
    connection.open();

    expect(connection.state).toBe(state);
  });

  test('counts from the first attempt again when one has held a topic', () => {
    const { connection, kazoo, notices } = liveConnection();
    kazoo.socket.end();
    vi.advanceTimersByTime(backoff.maxMs);
    kazoo.socket.open();

    connection.prove();
    expect(connection.attempt).toBe(0);
    kazoo.socket.end();

    expect(notices.at(-1)).toBe('waiting for 1000 ms: closed');
  });
});

describe('of two hosts', () => {
  const second = 'ws://second';

  /** The socket, at the first host, holds a topic. */
  function liveAtFirst() {
    const gate = new ConnectionGate({ urls: [url, second], connectsPerSecond: Number.POSITIVE_INFINITY, backoff });
    const harness = newConnection(gate);
    harness.connection.open();
    harness.kazoo.socket.open();
    harness.connection.prove();
    harness.notices.length = 0;
    return harness;
  }

  test('the second is tried without a pause when the first does not open', () => {
    const { connection, kazoo, notices } = liveAtFirst();

    kazoo.socket.end();
    vi.advanceTimersByTime(1000);
    kazoo.socket.end('refused');
    vi.advanceTimersByTime(1);

    expect(kazoo.sockets.map((socket) => socket.url)).toEqual([url, url, second]);
    expect(connection).toMatchObject({ state: 'connecting', attempt: 1 });
    expect(notices.filter((line) => line.startsWith('waiting for'))).toEqual([
      'waiting for 1000 ms: closed',
      'waiting for 0 ms: refused',
    ]);
  });

  test('the second is tried without a pause when the first opens and then ends before it holds anything', () => {
    const { kazoo } = liveAtFirst();
    kazoo.socket.end();
    vi.advanceTimersByTime(1000);

    kazoo.socket.open();
    kazoo.socket.end();
    vi.advanceTimersByTime(1);

    expect(kazoo.socket.url).toBe(second);
  });

  test('both are tried again after one pause when neither opens', () => {
    const { kazoo, notices } = liveAtFirst();
    kazoo.socket.end();
    vi.advanceTimersByTime(1000);
    notices.length = 0;

    for (let count = 0; count < 4; count += 1) {
      kazoo.socket.end('refused');
      vi.advanceTimersByTime(count % 2 === 0 ? 1 : backoff.maxMs);
    }

    expect(notices.filter((line) => line.startsWith('waiting for'))).toEqual(
      [0, 2000, 0, 4000].map((delayMs) => `waiting for ${delayMs} ms: refused`),
    );
    expect(kazoo.sockets.map((socket) => socket.url)).toEqual([url, url, second, url, second, url]);
  });

  test('the first is tried first again when the second loses what it held', () => {
    const { connection, kazoo } = liveAtFirst();
    kazoo.socket.end();
    vi.advanceTimersByTime(1000);
    kazoo.socket.end('refused');
    vi.advanceTimersByTime(1);
    kazoo.socket.open();
    connection.prove();

    kazoo.socket.end();
    vi.advanceTimersByTime(1000);

    expect(kazoo.socket.url).toBe(url);
  });
});

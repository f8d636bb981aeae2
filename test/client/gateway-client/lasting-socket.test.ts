import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lastingSocket } from '../../../src/client/gateway-client/lasting-socket.ts';

type Listener = (event: unknown) => void;

/** A WebSocket that a test lets say what it wants. */
class SocketDouble {
  static latest: SocketDouble;
  readonly closes: unknown[] = [];
  readonly #listeners = new Map<string, Listener[]>();

  constructor() {
    SocketDouble.latest = this;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  close(code?: number, reason?: string): void {
    this.closes.push([code, reason]);
  }

  say(type: 'open' | 'message' | 'error' | 'close', event: unknown = type): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

/** A socket, and what graphql-ws hears of it. */
function arrange() {
  const Socket = lastingSocket(SocketDouble);
  if (Socket === undefined) throw new TypeError('There is a class.');
  const socket = new Socket('ws://gateway.example.com/graphql');
  const heard: unknown[] = [];
  const hear = (event: unknown): unknown => heard.push(event);
  Object.assign(socket, { onmessage: hear, onerror: hear, onclose: hear });
  return { socket, said: SocketDouble.latest, heard };
}

const lost = { code: 1006, reason: '' };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('a connection that does not open is given up after half a minute, and what it says then is not heard', () => {
  const { said, heard } = arrange();

  vi.advanceTimersByTime(29_999);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(1);
  said.say('error', 'closed before it was established');
  said.say('close', lost);

  expect(heard).toEqual([lost]);
  expect(said.closes).toHaveLength(1);
});

test('one that fails, which nothing follows in Node 22, is closed at once, and ends no later connection', () => {
  const { said, heard } = arrange();

  said.say('error');
  said.say('error', 'closed before it was established');
  vi.advanceTimersByTime(60_000);

  expect(heard).toEqual(['error', lost]);
  expect(said.closes).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('an error of an open connection is its end, though it goes on', () => {
  const { said, heard } = arrange();
  said.say('open');
  said.say('message', 'before');

  said.say('error');
  said.say('message', 'after');
  said.say('close', { code: 1002, reason: '' });

  expect(heard).toEqual(['before', 'error', lost]);
});

test('one that is closed here says so at once, where the other end never answers, and brings no more', async () => {
  const { socket, said, heard } = arrange();
  said.say('open');

  socket.close(4408, 'Too late');
  said.say('message');
  await Promise.resolve();
  said.say('close', { code: 4408, reason: 'Too late' });
  said.say('error');

  expect(heard).toEqual([{ code: 4408, reason: 'Too late' }]);
  expect(said.closes).toEqual([[4408, 'Too late']]);
});

test('a close of the other end keeps its words, which `ws` repeats as bytes', async () => {
  const { socket, said, heard } = arrange();
  said.say('open');

  Reflect.apply(socket.close, socket, [4403, Buffer.from('FORBIDDEN')]);
  await Promise.resolve();
  expect(heard).toEqual([]);
  said.say('close', { code: 4403, reason: 'FORBIDDEN' });

  expect(heard).toEqual([{ code: 4403, reason: 'FORBIDDEN' }]);
});

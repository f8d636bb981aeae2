import { expect, test, vi } from 'vitest';
import { PingFrames } from '../../../src/http/websocket/ping-frames.ts';

test('a ping is serialized once for all connections that get it with one cursor', () => {
  let cursor = 'first';
  const message = '{"type":"ping","payload":{"cursor":"first"}}';
  using stringify = vi.spyOn(JSON, 'stringify');
  const frames = new PingFrames(() => cursor);

  const first = [frames.withCursor(), frames.withCursor(), frames.withCursor()];
  cursor = 'second';
  const second = frames.withCursor();

  expect(new Set(first)).toEqual(new Set([`\x89\x00\x81${String.fromCharCode(message.length)}${message}`]));
  expect(second).toContain('second');
  expect(stringify).toHaveBeenCalledTimes(2);
});

test('a ping has no cursor while none names the present moment', () => {
  const frames = new PingFrames(() => undefined);

  expect(frames.withCursor()).toBe(frames.withoutCursor);
});

test('until the protocol has begun, only the WebSocket is pinged', () => {
  expect(new PingFrames(() => 'now').control).toBe('\x89\x00');
});

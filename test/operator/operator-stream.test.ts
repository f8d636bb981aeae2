import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { OperatorStream } from '../../src/operator/operator-stream.ts';
import { emptyView } from './harness/empty-view.ts';

test('for a client that reads nothing nothing is made, and after half a minute it is gone', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  // Without a socket, what is written waits.
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const look = vi.fn(async () => emptyView);
  await new OperatorStream(response, look).begin();

  await vi.advanceTimersByTimeAsync(30_000);
  expect({ looks: look.mock.calls.length, isGone: response.destroyed }).toEqual({ looks: 1, isGone: false });
  await vi.advanceTimersByTimeAsync(1_000);

  expect({ looks: look.mock.calls.length, isGone: response.destroyed }).toEqual({ looks: 1, isGone: true });
  expect(vi.getTimerCount()).toBe(0);
});

import { afterEach, expect, test, vi } from 'vitest';
import { type Flushable, type FlushObserver, FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { flushing } from './harness/flushing.ts';
import { ignoringObserver } from './harness/ignoring-observer.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a flush that throws ends only what it was for and is reported; all others are flushed', async () => {
  const onError = vi.fn<(error: unknown) => void>();
  const scheduler = new FlushScheduler({ ...ignoringObserver, onError });
  const failure = new Error('cannot be sent');
  const onFlushFailed = vi.fn<Flushable['onFlushFailed']>();
  const flushed: string[] = [];

  scheduler.schedule({
    flush() {
      throw failure;
    },
    onFlushFailed,
  });
  scheduler.schedule(flushing(() => flushed.push('after it')));
  await endOfTurn();
  scheduler.schedule(flushing(() => flushed.push('later')));
  await endOfTurn();

  expect([flushed, onError.mock.calls, onFlushFailed.mock.calls]).toEqual([
    ['after it', 'later'],
    [[failure]],
    [[failure]],
  ]);
});

test('what fails to end after its flush failed is reported, too, and disturbs nobody', async () => {
  const onError = vi.fn<(error: unknown) => void>();
  const scheduler = new FlushScheduler({ ...ignoringObserver, onError });
  const flushed: string[] = [];
  const fail = (): never => {
    throw new Error('broken');
  };

  scheduler.schedule({ flush: fail, onFlushFailed: fail });
  scheduler.schedule(flushing(() => flushed.push('after it')));
  await endOfTurn();

  expect([flushed, onError.mock.calls.length]).toEqual([['after it'], 2]);
});

test('an observer that throws keeps nobody from being ended or flushed, now or later', async () => {
  const uncaught = vi.fn<(error: unknown) => void>();
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', uncaught);
  const unbearable = new Error('cannot be reported');
  const onEventsFlushed = vi.fn<FlushObserver['onEventsFlushed']>();
  const onError = () => {
    throw unbearable;
  };
  const scheduler = new FlushScheduler({ onEventsFlushed, onError });
  const onFlushFailed = vi.fn<Flushable['onFlushFailed']>();
  const flushed: string[] = [];
  const flush = (): never => {
    throw new Error('cannot be sent');
  };

  try {
    scheduler.schedule({ flush, onFlushFailed });
    scheduler.scheduleEvents(
      flushing(() => flushed.push('after it')),
      'acme',
    );
    while (scheduler.isDue) await endOfTurn();
    scheduler.schedule(flushing(() => flushed.push('later')));
    await endOfTurn();
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }

  expect([flushed, onFlushFailed.mock.calls.length]).toEqual([['after it', 'later'], 1]);
  expect([uncaught.mock.calls[0]?.[0], onEventsFlushed.mock.calls.length]).toEqual([unbearable, 1]);
});

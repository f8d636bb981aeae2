import type { Flushable } from '../../../src/fanout/flush-scheduler.ts';

/** Sends all it has at once. */
export function flushing(send: () => void): Flushable {
  return {
    flush() {
      send();
      return true;
    },
    onFlushFailed: () => undefined,
  };
}

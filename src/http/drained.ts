import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/**
 * Resolves when what was written at the end of this turn has been taken by the kernel, or the
 * stream is gone.
 */
export async function drained(stream: Writable): Promise<void> {
  await setImmediate();
  if (!stream.writableNeedDrain || stream.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

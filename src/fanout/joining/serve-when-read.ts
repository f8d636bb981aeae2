import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { NextFrame } from '../next-frame.ts';
import type { FrameSink } from '../subscriber.ts';

/** One subscriber whose client has not read enough to be sent everything. */
export interface UnreadStart {
  readonly sink: FrameSink;
  /** On whose behalf the work is queued: they alternate. */
  readonly client: string;
  /** Makes everything that is to be sent, as it is by then. */
  readonly make: () => readonly NextFrame[];
  /** Sends it, and lets the subscriber go on live, in one step. */
  readonly serve: (frames: readonly NextFrame[]) => void;
  /** False once the subscriber has left. */
  readonly isWanted: () => boolean;
}

/** Whoever reads nothing for so long is sent it nevertheless, and so found to be slow. */
const maxUnreadMs = 30_000;
/** A client whose last bytes the kernel has not taken is looked at so often. */
const retryMs = 50;

/**
 * Waits until the client has read what was sent before, and serves it then: several large lists at
 * once are more than may wait for a client, and no sign that it is slow. Resolves when it was
 * served or has left.
 *
 * @throws what `make` and `serve` throw.
 */
export async function serveWhenRead(start: UnreadStart, queue: SlicedQueue): Promise<void> {
  const { sink, client, make, serve, isWanted } = start;
  let lateAtMs = performance.now() + maxUnreadMs;
  let bytes = 0;
  for (;;) {
    const waitsSinceMs = performance.now();
    await within(lateAtMs - waitsSinceMs, sink.drained());
    const readAtMs = performance.now();
    // The client has read something: another list took the room, and takes as long as the client reads.
    if (readAtMs > waitsSinceMs + retryMs && readAtMs < lateAtMs) lateAtMs = readAtMs + maxUnreadMs;
    const isServed = await queue.run(
      client,
      () => {
        const isLate = performance.now() >= lateAtMs;
        // Before it is made: what there is no room for must cost nothing.
        if (!isLate && !sink.hasRoomFor(bytes)) return false;
        const frames = make();
        bytes = bytesOf(frames);
        if (!isLate && !sink.hasRoomFor(bytes)) return false;
        serve(frames);
        return true;
      },
      isWanted,
    );
    if (isServed !== false) return;
    await within(retryMs);
  }
}

/** About how many bytes the frames have together. */
export function bytesOf(frames: readonly NextFrame[]): number {
  return frames.reduce((bytes, { length }) => bytes + length, 0);
}

/** Resolves when the time is over, or `done` is resolved. */
async function within(ms: number, done?: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  await Promise.race(done === undefined ? [timeIsOver] : [timeIsOver, done]);
  clearTimeout(timer);
}

import type { NextFrame } from '../next-frame.ts';
import { allocateFrameBytes, type FrameBytes } from './frame-bytes.ts';

/** More is written in pieces. */
const maxJoinedBytes = 65_536;

/** WebSocket frames one behind the other. */
export interface Joined {
  /** All but the tail of each frame, which the caller writes. */
  readonly memory: FrameBytes;
  readonly tailEnds: readonly number[];
}

/**
 * Joins the frames that a group has in one turn, once for all clients whose tails have one length:
 * they nearly always do, since ids are UUIDs. Keeps what it joined last, at most 64 KiB.
 */
export class JoinedFrames {
  #frames: readonly NextFrame[] = [];
  #tailBytes = -1;
  #joined: Joined | undefined;

  /**
   * Hot: returns undefined when they are too large. The same memory serves the next client: it must
   * be sent at once, and `keepBytes` must be called unless the kernel has taken all of it.
   */
  of(frames: readonly NextFrame[], tailBytes: number): Joined | undefined {
    if (frames === this.#frames && tailBytes === this.#tailBytes) return this.#joined;
    this.#frames = frames;
    this.#tailBytes = tailBytes;
    this.#joined = join(frames, tailBytes);
    return this.#joined;
  }

  /**
   * Must be called when the bytes returned last still have to be read: the next client gets other
   * memory.
   */
  keepBytes(): void {
    this.#frames = [];
  }
}

function join(frames: readonly NextFrame[], tailBytes: number): Joined | undefined {
  const tailEnds: number[] = [];
  let length = 0;
  for (const frame of frames) {
    length += frame.head(tailBytes).length + tailBytes;
    if (length > maxJoinedBytes) return undefined;
    tailEnds.push(length);
  }
  const memory = allocateFrameBytes(length);
  let start = 0;
  for (const frame of frames) start += memory.bytes.write(frame.head(tailBytes), start, 'latin1') + tailBytes;
  return { memory, tailEnds };
}

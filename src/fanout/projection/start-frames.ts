import { LRUCache } from 'lru-cache';
import type { NextFrame } from '../next-frame.ts';
import type { SourceEvent } from '../shared-source.ts';

/** More groups than have a large start at one time; one that is forgotten is made again. */
const maxBytes = 33_554_432;
/** The result, its frame, and the bytes of that. */
const copies = 3;

interface StartFrame {
  readonly event: SourceEvent;
  readonly frame: NextFrame;
}

/**
 * The frame of what clients of a group begin with: a thousand that join one after another get what
 * was made for the first of them. One for each group, within a bound for all.
 */
export class StartFrames {
  readonly #frames = new LRUCache<object, StartFrame>({
    maxSize: maxBytes,
    sizeCalculation: ({ frame }) => 1 + copies * frame.length,
  });

  /** The number of frames that are kept. */
  get size(): number {
    return this.#frames.size;
  }

  /** Returns the frame of the event if it was the group's last, or else what `make` makes. */
  get(group: object, event: SourceEvent, make: () => NextFrame): NextFrame {
    const known = this.#frames.get(group);
    if (known?.event === event) return known.frame;
    const frame = make();
    this.#frames.set(group, { event, frame });
    return frame;
  }

  /** Must be called when the group is gone. */
  delete(group: object): void {
    this.#frames.delete(group);
  }
}

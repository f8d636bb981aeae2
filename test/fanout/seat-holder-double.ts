import type { NextFrame } from '../../src/fanout/next-frame.ts';
import type { FrameSink, SeatHolder } from '../../src/fanout/seat.ts';

const dataLine = /^data: (.*)$/m;

/** A client on a seat: keeps what was delivered to it. */
export class SeatHolderDouble implements SeatHolder, FrameSink {
  readonly frames: NextFrame[] = [];
  /** How the group ended it: with an error, or undefined for completion. */
  readonly endings: (Error | undefined)[] = [];
  #timesLeft = 0;
  readonly #onLeft: () => void;
  readonly #onEnded: () => void;

  constructor(onLeft: () => void = () => undefined, onEnded: () => void = () => undefined) {
    this.#onLeft = onLeft;
    this.#onEnded = onEnded;
  }

  get sink(): FrameSink {
    return this;
  }

  /** The results that were delivered. */
  get results(): readonly unknown[] {
    return this.frames.map((frame) => JSON.parse(dataLine.exec(frame.sseChunk.toString())?.[1] ?? ''));
  }

  /** How often it was told that its seat is free. */
  get timesLeft(): number {
    return this.#timesLeft;
  }

  deliver(frames: readonly NextFrame[]): void {
    this.frames.push(...frames);
  }

  flush(): void {}

  async drained(): Promise<void> {}

  ended(error: Error | undefined): void {
    this.endings.push(error);
    this.#onEnded();
  }

  left(): void {
    this.#timesLeft += 1;
    this.#onLeft();
  }
}

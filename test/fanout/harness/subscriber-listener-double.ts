import type { NextFrame } from '../../../src/fanout/next-frame.ts';
import type { FrameSink, Subscriber, SubscriberListener } from '../../../src/fanout/subscriber.ts';

const dataLine = /^data: (.*)$/m;

/** A client on a seat: keeps what was delivered to it. */
export class SubscriberListenerDouble implements SubscriberListener, FrameSink {
  readonly frames: NextFrame[] = [];
  /** How the group ended it. */
  readonly endings: Error[] = [];
  /** Why it was told that its seat is free. */
  readonly reasons: (Error | undefined)[] = [];
  /** Its seat, once there is one. */
  subscriber: Subscriber | undefined;
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
    return this.reasons.length;
  }

  deliver(frames: readonly NextFrame[]): void {
    this.frames.push(...frames);
  }

  flush(): void {}

  async drained(): Promise<void> {}

  subscribed(subscriber: Subscriber): void {
    this.subscriber = subscriber;
  }

  ended(error: Error): void {
    this.endings.push(error);
    this.#onEnded();
  }

  left(error: Error | undefined): void {
    this.reasons.push(error);
    this.#onLeft();
  }
}

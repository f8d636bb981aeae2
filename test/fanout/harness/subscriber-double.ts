import type { NextFrame } from '../../../src/fanout/next-frame.ts';
import type { OperationGroup } from '../../../src/fanout/operation-group.ts';
import type { FrameSink, Subscriber } from '../../../src/fanout/subscriber.ts';
import { takeSteps } from '../../../src/scheduling/steps.ts';

const dataLine = /^data: (.*)$/m;

/** A subscriber that keeps what is delivered to it. */
export class SubscriberDouble implements Subscriber, FrameSink {
  readonly frames: NextFrame[] = [];
  /** What its client can be sent at a time. */
  roomBytes = Number.POSITIVE_INFINITY;
  /** How the group ended it. */
  readonly endings: Error[] = [];
  readonly #group: OperationGroup;

  constructor(group: OperationGroup) {
    this.#group = group;
  }

  /** The results that were delivered. */
  get results(): readonly unknown[] {
    return this.frames.map((frame) => JSON.parse(dataLine.exec(frame.sseChunk.toString())?.[1] ?? ''));
  }

  get isUpToDate(): boolean {
    return this.#group.isUpToDate(this);
  }

  async join(after?: string): Promise<void> {
    await takeSteps(this.#group.join(this, this, after === undefined ? undefined : { after, client: 'somebody' }));
  }

  leave(): void {
    this.#group.leave(this);
  }

  deliver(frames: readonly NextFrame[]): void {
    this.frames.push(...frames);
  }

  flush(_frames: readonly NextFrame[]): void {}

  hasRoomFor(bytes: number): boolean {
    return bytes <= this.roomBytes;
  }

  drained = async (): Promise<void> => {};

  onEnd(error: Error): void {
    this.endings.push(error);
  }
}

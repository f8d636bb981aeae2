import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { NextFrame } from '../next-frame.ts';
import { allFrames, type FrameMaker } from '../projection/frame-maker.ts';
import type { SharedSource, SourceEvent } from '../shared-source.ts';
import type { FrameSink, Subscriber } from '../subscriber.ts';
import type { GroupMembers } from './group-members.ts';
import { bytesOf, serveWhenRead } from './serve-when-read.ts';

/** What the members of one group begin with. */
export class GroupStarts {
  readonly #source: SharedSource;
  readonly #frames: FrameMaker;
  readonly #members: GroupMembers;
  readonly #queue: SlicedQueue;
  readonly #serve: (subscriber: Subscriber, sink: FrameSink, frames: readonly NextFrame[]) => void;

  /** @param serve sends the frames to one who arrives, and lets it go on live, in one step */
  constructor(
    source: SharedSource,
    frames: FrameMaker,
    members: GroupMembers,
    queue: SlicedQueue,
    serve: (subscriber: Subscriber, sink: FrameSink, frames: readonly NextFrame[]) => void,
  ) {
    this.#source = source;
    this.#frames = frames;
    this.#members = members;
    this.#queue = queue;
    this.#serve = serve;
  }

  /**
   * Serves one who arrives: at once where the client has room for it, and returns undefined then.
   *
   * @throws what says that it cannot be made.
   */
  start(subscriber: Subscriber, sink: FrameSink): Promise<void> | undefined {
    const frames = this.#make();
    if (frames.length > 0 && !sink.hasRoomFor(bytesOf(frames))) return this.#startLater(subscriber, sink);
    this.#serve(subscriber, sink, frames);
    return undefined;
  }

  /**
   * Serves those anew, when their clients have read enough, who were not sent `lost`.
   *
   * @param onFailed called for those for whom it cannot be made
   */
  startAgain(
    crowded: ReadonlySet<FrameSink>,
    lost: SourceEvent,
    onFailed: (subscriber: Subscriber, error: unknown) => void,
  ): void {
    for (const [subscriber, sink] of this.#members.presentAt(crowded)) {
      this.#members.suspend(subscriber, sink);
      this.#startLater(subscriber, sink, lost).catch((error: unknown) => onFailed(subscriber, error));
    }
  }

  #make(lost?: SourceEvent): readonly NextFrame[] {
    return allFrames(this.#frames.startFramesOf(this.#source.replay(undefined, lost)));
  }

  #startLater(subscriber: Subscriber, sink: FrameSink, lost?: SourceEvent): Promise<void> {
    const start = {
      sink,
      client: this.#source.accountId,
      make: () => this.#make(lost),
      serve: (frames: readonly NextFrame[]) => this.#serve(subscriber, sink, frames),
      isWanted: () => this.#members.isArriving(subscriber),
    };
    return serveWhenRead(start, this.#queue);
  }
}

import { executeSync } from 'graphql';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { TimeSlice } from '../scheduling/time-slice.ts';
import type { Flushable, FlushScheduler } from './flush-scheduler.ts';
import { NextFrame } from './next-frame.ts';
import { compileProjection, type Projection } from './projection.ts';
import type { SharedOperation } from './shared-operation.ts';
import type { OpenSource, SharedSource, SourceEvent, SourceNotice } from './shared-source.ts';
import { type FrameSink, Subscriber, type SubscriberGroup, type SubscriberListener } from './subscriber.ts';

export interface OperationGroupOptions {
  readonly operation: SharedOperation;
  readonly source: SharedSource;
  /** Who asks first. */
  readonly client: string;
  readonly scheduler: FlushScheduler;
  /** Of all groups: thousands of clients come back at once, or one with hundreds of streams, and each has portions to be served. */
  readonly catchUps: SlicedQueue;
  /** The last seat was freed or the source ended. */
  readonly onEmpty: () => void;
  /** Turns what execution threw or reported into the error that the clients get. */
  readonly maskError: (error: unknown) => Error;
  /** Hot: so many events went to so many seats. */
  readonly onDelivered?: (events: number, subscribers: number) => void;
  /** Hot: an event was executed and serialized, in so many milliseconds. */
  readonly onExecuted?: ((durationMs: number) => void) | undefined;
}

/** What happened in one turn, and to whom it still goes. */
interface Delivery {
  readonly frames: readonly NextFrame[];
  readonly sinks: Iterable<FrameSink>;
}

/**
 * So many seats are handed their frames before the first of them sends: the processor fetches what it needs of them together, where it would wait for each
 * one's between two system calls. A twentieth of a delivery, measured; more than these do not stay in its nearest cache.
 */
const batchSize = 16;

/** How many missed events are served at a time. */
const catchUpPortion = 100;

/**
 * All clients with the same operation on the same events: each event is executed and serialized once, and the frames of a turn go to every seat.
 *
 * Event fields are plain projections of the event, so execution is synchronous and order is kept by doing nothing about it.
 */
export class OperationGroup implements SubscriberGroup, Flushable {
  readonly #options: OperationGroupOptions;
  /** Those that get every event, and where it goes. */
  readonly #present = new Map<Subscriber, FrameSink>();
  /** Those that are still being served what they missed. */
  readonly #arriving = new Map<Subscriber, FrameSink>();
  /** Those who came when something was still to be said to all others. */
  readonly #joinedAfterNotice = new Map<Subscriber, object>();
  readonly #source: OpenSource;
  #projection: Projection | undefined;
  /** Of this turn: on their way to those who are present. */
  #frames: NextFrame[] = [];
  /** Under way: of an earlier turn, when it takes longer than a slice. */
  #delivery: Delivery | undefined;

  constructor(options: OperationGroupOptions) {
    this.#options = options;
    this.#source = options.source.open(
      {
        onEvent: (event) => this.#deliver(event),
        onEnd: (error) => this.#end(this.#options.maskError(error)),
      },
      options.client,
    );
  }

  get subscribers(): number {
    return this.#present.size + this.#arriving.size;
  }

  /**
   * Resolves when events flow to the seat; with `after`, all that was missed since has gone before.
   *
   * @param client with whom others take turns while they are served what they missed
   * @throws what the source says when events never will flow, or what was missed is not known; the seat is freed then.
   */
  async subscriber(holder: SubscriberListener, after?: string, client = ''): Promise<Subscriber> {
    const subscriber = new Subscriber(holder, this);
    const { sink } = holder;
    // Counted before it is live: a group whose first client is still waiting must not count as empty.
    this.#arriving.set(subscriber, sink);
    holder.subscribed(subscriber);
    try {
      // Without a past to serve, the seat must be there before the first event, which can come together with the confirmation.
      if (after === undefined) this.#serve(subscriber, sink, this.#options.source.replay(after));
      await this.#source.live;
      if (after !== undefined) await this.#catchUp(subscriber, sink, after, client);
      return subscriber;
    } catch (error) {
      subscriber.free();
      throw error;
    }
  }

  /** Serves the past in portions, so that neither the event loop nor the client's buffer is flooded; the last one and the change to live are one step. */
  async #catchUp(subscriber: Subscriber, sink: FrameSink, after: string, client: string): Promise<void> {
    let seen: string | undefined = after;
    while (seen !== undefined) {
      const from: string = seen;
      seen = await this.#options.catchUps.run(client, () => this.#servePortion(subscriber, sink, from));
      if (seen !== undefined) await sink.drained();
    }
  }

  /** Returns the cursor after which there is more to serve; undefined when there is not, or the client is gone. */
  #servePortion(subscriber: Subscriber, sink: FrameSink, after: string): string | undefined {
    if (!this.#arriving.has(subscriber)) return undefined;
    const missed = this.#options.source.replay(after);
    const portion = missed.slice(0, catchUpPortion);
    const last = portion.at(-1);
    if (last === undefined || portion.length === missed.length) {
      this.#serve(subscriber, sink, portion);
      return undefined;
    }
    this.#send(sink, portion);
    return last.cursor;
  }

  #serve(subscriber: Subscriber, sink: FrameSink, events: readonly SourceEvent[]): void {
    if (!this.#arriving.has(subscriber)) return;
    // What is on its way happened before the seat is present, and is no business of it, or is among `events`.
    this.#flushAll();
    if (events.length > 0) this.#send(sink, events);
    if (this.#arriving.delete(subscriber)) this.#present.set(subscriber, sink);
    const { pendingNotice } = this.#source;
    if (pendingNotice !== undefined) this.#joinedAfterNotice.set(subscriber, pendingNotice);
  }

  /** What only this seat gets. */
  #send(sink: FrameSink, events: readonly SourceEvent[]): void {
    const frames = events.map((event) => this.#execute(event));
    sink.deliver(frames);
    sink.flush(frames);
  }

  /** Hot: once per event. */
  #deliver(event: SourceEvent): void {
    if (this.#present.size === 0) return;
    try {
      if (event.notice !== undefined && this.#joinedAfterNotice.size > 0) {
        this.#tell(event, event.notice);
        return;
      }
      // First: the execution is part of what an event takes.
      if (this.#frames.length === 0) this.#options.scheduler.scheduleEvents(this);
      this.#frames.push(this.#execute(event));
    } catch (error) {
      // A projection that fails is a mistake of ours; going on would lose the event in silence.
      this.#end(this.#options.maskError(error));
    }
  }

  /** Those who came after what the event tells of get it without. */
  #tell(event: SourceEvent, { of, without }: SourceNotice): void {
    const frames = [this.#execute(event)];
    const framesWithout = [this.#execute({ ...event, ...without })];
    this.#flushAll();
    const apart: [Subscriber, FrameSink][] = [];
    for (const [subscriber, pendingNotice] of this.#joinedAfterNotice) {
      const sink = this.#present.get(subscriber);
      if (sink === undefined || pendingNotice !== of) continue;
      this.#present.delete(subscriber);
      apart.push([subscriber, sink]);
    }
    this.#joinedAfterNotice.clear();
    this.#frames = frames;
    this.#flushAll();
    for (const [subscriber, sink] of apart) {
      this.#present.set(subscriber, sink);
      try {
        sink.deliver(framesWithout);
        sink.flush(framesWithout);
      } catch (error) {
        this.#endFailed(sink, error);
      }
    }
  }

  /** Hot: once per turn, and once more for each slice that is over before all are served. */
  flush(slice?: TimeSlice): boolean {
    this.#delivery ??= this.#nextDelivery();
    if (this.#delivery === undefined) return true;
    const { frames, sinks } = this.#delivery;
    let batch: FrameSink[] = [];
    // The iterator of a Map goes on where it was left, past those who have gone meanwhile.
    for (const sink of sinks) {
      try {
        sink.deliver(frames);
        batch.push(sink);
      } catch (error) {
        this.#endFailed(sink, error);
      }
      if (batch.length < batchSize) continue;
      this.#flushBatch(batch, frames);
      if (slice?.isOver === true) return false;
      batch = [];
    }
    this.#flushBatch(batch, frames);
    this.#delivery = undefined;
    return true;
  }

  onFlushFailed(error: unknown): void {
    this.#end(this.#options.maskError(error));
  }

  #flushBatch(batch: readonly FrameSink[], frames: readonly NextFrame[]): void {
    for (const sink of batch) {
      try {
        sink.flush(frames);
      } catch (error) {
        this.#endFailed(sink, error);
      }
    }
  }

  /** Ends the subscription whose sink has thrown, and no other. */
  #endFailed(failed: FrameSink, error: unknown): void {
    for (const [subscriber, sink] of this.#present) {
      if (sink === failed) this.#endSubscriber(subscriber, this.#options.maskError(error));
    }
  }

  #endSubscriber(subscriber: Subscriber, error: Error): void {
    try {
      subscriber.end(error);
    } catch (failure) {
      // It has left the group; the failure is its own, and is reported by being masked.
      this.#options.maskError(failure);
    }
  }

  #nextDelivery(): Delivery | undefined {
    const frames = this.#frames;
    if (frames.length === 0) return undefined;
    this.#frames = [];
    this.#options.onDelivered?.(frames.length, this.#present.size);
    return { frames, sinks: this.#present.values() };
  }

  /** Those who are present get all that is on its way to them: whoever comes next is not meant by it. */
  #flushAll(): void {
    while (this.#delivery !== undefined || this.#frames.length > 0) this.flush();
  }

  #execute({ root, extensions, cursor }: SourceEvent): NextFrame {
    const startedAtMs = performance.now();
    const data = this.#dataOf(root);
    const rest = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
    const frame = new NextFrame(`{"data":${data}${rest}}`, cursor);
    this.#options.onExecuted?.(performance.now() - startedAtMs);
    return frame;
  }

  #dataOf(rootValue: unknown): string {
    const { operation } = this.#options;
    // With the first event, not with the first client: many operations begin at once, and not all of them get one.
    this.#projection ??= compileProjection(operation);
    const projected = this.#projection(rootValue);
    if (projected !== undefined) return projected;
    const { data, errors } = executeSync({ ...operation, rootValue });
    if (errors !== undefined) throw errors[0];
    return JSON.stringify(data);
  }

  isUpToDate(subscriber: Subscriber): boolean {
    const nothingUnderWay = this.#frames.length === 0 && this.#delivery === undefined;
    return this.#present.has(subscriber) && nothingUnderWay && this.#source.pendingNotice === undefined;
  }

  leave(subscriber: Subscriber): void {
    this.#joinedAfterNotice.delete(subscriber);
    if (!this.#present.delete(subscriber) && !this.#arriving.delete(subscriber)) return;
    if (this.subscribers > 0) return;
    this.#source.close();
    this.#options.onEmpty();
  }

  #end(error: Error): void {
    this.#flushAll();
    for (const subscriber of [...this.#present.keys(), ...this.#arriving.keys()])
      this.#endSubscriber(subscriber, error);
  }
}

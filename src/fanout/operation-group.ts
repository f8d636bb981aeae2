import type { GraphQLError } from 'graphql';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { TimeSlice } from '../scheduling/time-slice.ts';
import { catchUp, type Resume } from './catch-up.ts';
import { Delivery } from './delivery.ts';
import type { Flushable, FlushScheduler } from './flush-scheduler.ts';
import { NextFrame } from './next-frame.ts';
import { NoticeExemptions } from './notice-exemptions.ts';
import { createExecution, type Execution, type SharedOperation } from './projection.ts';
import type { OpenSource, SharedSource, SourceEvent, SourceNotice } from './shared-source.ts';
import type { FrameSink, Subscriber } from './subscriber.ts';

/** What all groups of a fan-out share. */
export interface GroupServices {
  readonly scheduler: FlushScheduler;
  /**
   * For the catch-ups of all groups: thousands of clients come back at once, or one with hundreds
   * of subscriptions.
   */
  readonly catchUps: SlicedQueue;
  /** Reports what was thrown, and returns the error that the clients get. */
  readonly maskError: (error: unknown) => GraphQLError;
  /** Hot: called when `events` begin their way to `subscribers`. */
  readonly onDelivered: (events: number, subscribers: number) => void;
  /** Hot: called when an event was executed and serialized. */
  readonly onExecuted: (durationMs: number) => void;
}

/**
 * All subscribers with one operation on the same events. Each event is executed and serialized
 * once, and the frames of a turn go to every subscriber.
 *
 * Event fields are plain projections of the event, so execution is synchronous and keeps the order.
 */
export class OperationGroup implements Flushable {
  readonly #operation: SharedOperation;
  readonly #source: SharedSource;
  readonly #services: GroupServices;
  readonly #onEmpty: () => void;
  /** Subscribers that get every event, and where it goes. */
  readonly #present = new Map<Subscriber, FrameSink>();
  /** Subscribers that are still being served what they missed. */
  readonly #arriving = new Map<Subscriber, FrameSink>();
  /** Subscribers that joined while a notice was pending, and must not get it. */
  readonly #exempt = new NoticeExemptions();
  readonly #openSource: OpenSource;
  /** Ends the subscription whose sink has thrown, and no other. */
  readonly #onSinkFailed = (failed: FrameSink, error: unknown): void => {
    for (const [subscriber, sink] of this.#present) {
      if (sink === failed) this.#endSubscriber(subscriber, this.#services.maskError(error));
    }
  };
  #execution: Execution | undefined;
  /** The frames of this turn. */
  #frames: NextFrame[] = [];
  /** The frames of an earlier turn, while their delivery takes longer than a slice. */
  #delivery: Delivery | undefined;

  /**
   * @param client the client that asks Kazoo, if Kazoo must be asked
   * @param onEmpty called when the last subscriber has left
   */
  constructor(
    operation: SharedOperation,
    source: SharedSource,
    client: string,
    services: GroupServices,
    onEmpty: () => void,
  ) {
    this.#operation = operation;
    this.#source = source;
    this.#services = services;
    this.#onEmpty = onEmpty;
    this.#openSource = source.open(
      {
        onEvent: (event) => this.#deliver(event),
        onEnd: (error) => this.#end(error),
      },
      client,
    );
  }

  get subscribers(): number {
    return this.#present.size + this.#arriving.size;
  }

  /**
   * Resolves when events flow to `sink`, or when the subscriber has left. With `resume`, everything
   * that its client missed was delivered before.
   *
   * @throws what the source throws when events will never flow, or when it does not know what was
   * missed; the subscriber has left then.
   */
  async join(subscriber: Subscriber, sink: FrameSink, resume?: Resume): Promise<void> {
    // Counted before events flow: a group whose first subscriber still waits must not count as empty.
    this.#arriving.set(subscriber, sink);
    try {
      // Without a past the subscriber must be present before the first event, which can come together with the
      // confirmation.
      if (resume === undefined) this.#serve(subscriber, sink, [...this.#source.replay(undefined)]);
      await this.#openSource.live;
      if (resume === undefined) return;
      await catchUp(resume, this.#services.catchUps, {
        replay: (after) => this.#source.replay(after),
        isWanted: () => this.#arriving.has(subscriber),
        send: (events) => this.#send(sink, events),
        sendLast: (events, seen) => this.#serve(subscriber, sink, events, seen),
        drained: () => sink.drained(),
      });
    } catch (error) {
      this.leave(subscriber);
      throw error;
    }
  }

  /** Idempotent. The subscriber gets nothing afterwards. */
  leave(subscriber: Subscriber): void {
    this.#exempt.delete(subscriber);
    if (!this.#present.delete(subscriber) && !this.#arriving.delete(subscriber)) return;
    if (this.subscribers > 0) return;
    this.#openSource.close();
    this.#onEmpty();
  }

  /**
   * True if the subscriber has been sent everything up to now: all events, and the notice of those
   * that are missing, unless the subscriber joined after them.
   */
  isUpToDate(subscriber: Subscriber): boolean {
    if (this.#frames.length > 0 || this.#delivery !== undefined || !this.#present.has(subscriber)) return false;
    const { pendingNotice } = this.#openSource;
    return pendingNotice === undefined || this.#exempt.has(subscriber, pendingNotice);
  }

  /** Delivers `events`, up to the cursor `seen`, and makes the subscriber present, in one step. */
  #serve(subscriber: Subscriber, sink: FrameSink, events: readonly SourceEvent[], seen?: string): void {
    if (!this.#arriving.has(subscriber)) return;
    // Frames under way are of events before the subscriber's time, or are among `events`.
    this.#flushAll();
    if (events.length > 0) this.#send(sink, events);
    this.#exempt.join(subscriber, this.#openSource, this.#present.keys(), seen);
    if (this.#arriving.delete(subscriber)) this.#present.set(subscriber, sink);
  }

  /** Delivers what only this sink gets. */
  #send(sink: FrameSink, events: readonly SourceEvent[]): void {
    const frames = events.map((event) => this.#execute(event));
    sink.deliver(frames);
    sink.flush(frames);
  }

  /** Hot: once per event. */
  #deliver(event: SourceEvent): void {
    if (this.#present.size === 0) return;
    try {
      if (event.notice !== undefined && this.#exempt.areAny) {
        this.#deliverNotice(event, event.notice);
        return;
      }
      // First: the execution is part of what an event takes.
      if (this.#frames.length === 0) this.#services.scheduler.scheduleEvents(this);
      this.#frames.push(this.#execute(event));
    } catch (error) {
      // A projection that fails is a mistake of ours; going on would lose the event in silence.
      this.#end(error);
    }
  }

  /** Delivers an event with its notice, and without it to subscribers that joined after the gap. */
  #deliverNotice(event: SourceEvent, { of, without }: SourceNotice): void {
    const frames = [this.#execute(event)];
    const framesWithout = [this.#execute({ ...event, ...without })];
    this.#flushAll();
    const apart: [Subscriber, FrameSink][] = [];
    for (const subscriber of this.#exempt.take(of)) {
      const sink = this.#present.get(subscriber);
      if (sink === undefined) continue;
      // Not gone: the group stays open for them, and they can leave it, whatever the others' sinks do.
      this.#present.delete(subscriber);
      this.#arriving.set(subscriber, sink);
      apart.push([subscriber, sink]);
    }
    this.#frames = frames;
    this.#flushAll();
    for (const [subscriber, sink] of apart) {
      if (!this.#arriving.delete(subscriber)) continue;
      this.#present.set(subscriber, sink);
      new Delivery(framesWithout, [sink].values(), this.#onSinkFailed).flush();
    }
  }

  /** Hot: once per turn, and once more for each slice that is over before all are served. */
  flush(slice?: TimeSlice): boolean {
    this.#delivery ??= this.#nextDelivery();
    if (this.#delivery === undefined) return true;
    if (!this.#delivery.flush(slice)) return false;
    this.#delivery = undefined;
    return true;
  }

  onFlushFailed(error: unknown): void {
    this.#end(error);
  }

  #nextDelivery(): Delivery | undefined {
    const frames = this.#frames;
    if (frames.length === 0) return undefined;
    this.#frames = [];
    this.#services.onDelivered(frames.length, this.#present.size);
    // The iterator of a Map goes past those that have left meanwhile.
    return new Delivery(frames, this.#present.values(), this.#onSinkFailed);
  }

  /**
   * Delivers all that is under way to those who are present: a subscriber that joins next must not
   * get it.
   */
  #flushAll(): void {
    while (this.#delivery !== undefined || this.#frames.length > 0) this.flush();
  }

  #execute({ root, extensions, cursor }: SourceEvent): NextFrame {
    const startedAtMs = performance.now();
    // With the first event, not with the first subscriber: many operations begin at once, and not all of them get one.
    this.#execution ??= createExecution(this.#operation);
    const data = this.#execution(root);
    const rest = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
    const frame = new NextFrame(`{"data":${data}${rest}}`, cursor);
    this.#services.onExecuted(performance.now() - startedAtMs);
    return frame;
  }

  /** Ends all subscriptions. */
  #end(error: unknown): void {
    const masked = this.#services.maskError(error);
    this.#flushAll();
    for (const subscriber of [...this.#present.keys(), ...this.#arriving.keys()])
      this.#endSubscriber(subscriber, masked);
  }

  #endSubscriber(subscriber: Subscriber, error: GraphQLError): void {
    this.leave(subscriber);
    try {
      subscriber.onEnd(error);
    } catch (failure) {
      // It has left the group, and all others must be told: masking reports what failed.
      this.#services.maskError(failure);
    }
  }
}

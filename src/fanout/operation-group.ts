import type { GraphQLError } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { TimeSlice } from '../scheduling/time-slice.ts';
import { Backlog, type Newcomer } from './backlog.ts';
import { catchUp, type Resume } from './catch-up.ts';
import { Delivery } from './delivery.ts';
import type { Flushable } from './flush-scheduler.ts';
import type { GroupServices } from './group-services.ts';
import type { NextFrame } from './next-frame.ts';
import { NoticeExemptions } from './notice-exemptions.ts';
import { FrameMaker, type MadeFrames } from './projection/frame-maker.ts';
import type { SharedOperation } from './projection/projection.ts';
import type { OpenSource, SharedSource, SourceEvent, SourceNotice } from './shared-source.ts';
import type { FrameSink, Subscriber } from './subscriber.ts';

/**
 * All subscribers with one operation on the same events. Each event is executed and serialized
 * once, when the group's turn has come, and the frames go to every subscriber.
 *
 * Event fields are plain projections of the event, so execution is synchronous and keeps the order.
 */
export class OperationGroup implements Flushable {
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
  /** Ends the subscriptions whose sinks have thrown, and no others. */
  readonly #onSinksFailed = (failed: ReadonlyMap<FrameSink, unknown>): void => {
    for (const [subscriber, sink] of this.#present)
      if (failed.has(sink)) this.#endSubscriber(subscriber, this.#services.maskError(failed.get(sink)));
  };
  readonly #frames: FrameMaker;
  readonly #backlog = new Backlog();
  /** What was taken from the backlog. */
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
    this.#frames = new FrameMaker(operation, services);
    this.#source = source;
    this.#services = services;
    this.#onEmpty = onEmpty;
    const listener = {
      onEvent: (event: SourceEvent) => this.#deliver(event),
      onEnd: (error: Error) => this.#end(error),
    };
    this.#openSource = source.open(listener, client);
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
      // Without a past it must be present before the first event, which can come together with the confirmation.
      if (resume === undefined)
        this.#serve(subscriber, sink, this.#frames.startFramesOf(this.#source.replay(undefined)));
      await this.#openSource.live;
      if (resume === undefined) return;
      await catchUp(resume, this.#services.catchUps, {
        replay: (after) => this.#source.replay(after),
        isWanted: () => this.#arriving.has(subscriber),
        send: (events) => this.#send(sink, this.#frames.framesOf(events)),
        sendLast: (events, seen) => this.#serve(subscriber, sink, this.#frames.framesOf(events), seen),
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
    this.#frames.close();
    this.#onEmpty();
  }

  /**
   * True if the subscriber has been sent everything up to now: all events, what the source made of
   * them, and the notice of those that are missing, unless the subscriber joined after them.
   */
  isUpToDate(subscriber: Subscriber): boolean {
    if (this.#isUnderWay || !this.#present.has(subscriber)) return false;
    const { pendingNotice, isHolding = false } = this.#openSource;
    return !isHolding && (pendingNotice === undefined || this.#exempt.has(subscriber, pendingNotice));
  }

  /** Whether there is something to deliver: the group is due then. */
  get #isUnderWay(): boolean {
    return this.#delivery !== undefined || !this.#backlog.isEmpty;
  }

  /** Delivers what came up to the cursor `seen`, and lets the subscriber get all that follows. */
  #serve(subscriber: Subscriber, sink: FrameSink, made: MadeFrames, seen?: string): void {
    this.#send(sink, made);
    if (!this.#arriving.has(subscriber)) return;
    this.#exempt.join(subscriber, this.#openSource, this.#joined(), seen);
    // What is under way is of events before the subscriber's time, or is among what was made.
    if (this.#isUnderWay) this.#backlog.welcome([subscriber, sink]);
    else this.#seat([subscriber, sink]);
  }

  /** Those who get every event from now on. */
  *#joined(): Iterable<Subscriber> {
    yield* this.#present.keys();
    for (const [subscriber] of this.#backlog.newcomers) yield subscriber;
  }

  #seat([subscriber, sink]: Newcomer): void {
    if (this.#arriving.delete(subscriber)) this.#present.set(subscriber, sink);
  }

  /** Delivers what only this sink gets. */
  #send(sink: FrameSink, { frames, tooLarge, failure }: MadeFrames): void {
    if (failure !== undefined) throw failure.error;
    if (tooLarge.length > 0)
      throw new GatewayError('CURSOR_EXPIRED', 'A missed event is too large to be sent. Load what you show afresh.');
    if (frames.length === 0) return;
    this.#services.onDelivered(frames.length, 1);
    sink.deliver(frames);
    sink.flush(frames);
  }

  /** Hot: once per event. */
  #deliver(event: SourceEvent): void {
    if (this.#present.size === 0 && !this.#isUnderWay) return;
    const { bytes } = this.#backlog;
    if (event.notice !== undefined && this.#exempt.areAny) this.#deliverNotice(event, event.notice);
    else if (bytes > 0 && bytes + event.size > this.#services.limits.maxBacklogBytes)
      this.#lose([...this.#backlog.dropEvents(), event]);
    else {
      if (!this.#isUnderWay) this.#services.scheduler.scheduleEvents(this, this.#source.accountId);
      this.#backlog.add(event);
    }
  }

  /** Not in silence: the next event announces the gap. */
  #lose([first, ...others]: readonly SourceEvent[]): void {
    if (first === undefined) return;
    this.#services.limits.onLost(1 + others.length);
    this.#openSource.lose(first.receivedAt);
  }

  /** Delivers an event with its notice, and without it to subscribers that joined after the gap. */
  #deliverNotice(event: SourceEvent, { of, without }: SourceNotice): void {
    this.flush();
    const apart: Newcomer[] = [];
    for (const subscriber of this.#exempt.take(of)) {
      const sink = this.#present.get(subscriber);
      if (sink === undefined) continue;
      // Not gone: the group stays open for them, and they can leave it, whatever the others' sinks do.
      this.#present.delete(subscriber);
      this.#arriving.set(subscriber, sink);
      apart.push([subscriber, sink]);
    }
    this.#backlog.add(event);
    this.flush();
    const framesWithout = apart.length === 0 ? [] : this.#execute([{ ...event, ...without }]);
    for (const newcomer of apart) {
      if (!this.#arriving.has(newcomer[0])) continue;
      this.#seat(newcomer);
      new Delivery(framesWithout, [newcomer[1]].values(), this.#onSinksFailed).flush();
    }
  }

  /** Hot: once per turn, and once more for each slice that is over before all are served. */
  flush(slice?: TimeSlice): boolean {
    for (;;) {
      this.#delivery ??= this.#nextDelivery();
      if (this.#delivery === undefined) return true;
      if (!this.#delivery.flush(slice)) return false;
      for (const newcomer of this.#backlog.arrivals()) this.#seat(newcomer);
      this.#delivery = undefined;
      if (slice?.isOver === true) return this.#backlog.isEmpty;
    }
  }

  onFlushFailed(error: unknown): void {
    this.#end(error);
  }

  /** Hot: makes the frames of the next events only now, so that few are in memory at a time. */
  #nextDelivery(): Delivery | undefined {
    const events = this.#backlog.take();
    if (events === undefined) return undefined;
    const frames = this.#present.size === 0 ? [] : this.#execute(events);
    if (frames.length > 0) this.#services.onDelivered(frames.length, this.#present.size);
    // The iterator of a Map goes past those that have left meanwhile.
    return new Delivery(frames, this.#present.values(), this.#onSinksFailed);
  }

  /** The first event that fails ends all subscriptions, after those before it. */
  #execute(events: readonly SourceEvent[]): readonly NextFrame[] {
    const { frames, tooLarge, failure } = this.#frames.framesOf(events);
    this.#lose(tooLarge);
    if (failure === undefined) return frames;
    // A projection that fails is a mistake of ours; going on would lose the event in silence.
    this.#backlog.dropEvents();
    new Delivery(frames, this.#present.values(), this.#onSinksFailed).flush();
    this.#end(failure.error);
    return [];
  }

  /** Ends all subscriptions. */
  #end(error: unknown): void {
    const masked = this.#services.maskError(error);
    this.flush();
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

import type { GraphQLError } from 'graphql';
import type { TimeSlice } from '../scheduling/time-slice.ts';
import { sinksAmong } from './audience.ts';
import { Backlog, type Newcomer } from './backlog.ts';
import { catchUp, type Resume } from './catch-up.ts';
import { Delivery } from './delivery.ts';
import type { Flushable } from './flush-scheduler.ts';
import type { GroupServices } from './group-services.ts';
import { NoticeExemptions } from './notice-exemptions.ts';
import { allFrames, FrameMaker, type MadeFrames } from './projection/frame-maker.ts';
import type { SharedOperation } from './projection/projection.ts';
import type { OpenSource, SharedSource, SourceEvent } from './shared-source.ts';
import type { FrameSink, Subscriber } from './subscriber.ts';

const noFrames: MadeFrames = { frames: [], tooLarge: [] };

/** Ending: nobody joins any more, and after what is under way all subscriptions end, in slices. */
type State = { readonly name: 'open' } | { readonly name: 'ending'; readonly error: GraphQLError };

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
  #state: State = { name: 'open' };

  /**
   * @param client the client that asks Kazoo, if Kazoo must be asked
   * @param onEmpty called when the last subscriber has left, or all are about to be ended
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
    const [onEvent, onEnd] = [(event: SourceEvent) => this.#deliver(event), (error: Error) => this.#end(error)];
    this.#openSource = source.open({ onEvent, onEnd }, client);
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
    if (this.subscribers === 0 && this.#state.name === 'open') this.#close();
  }

  /**
   * True if the subscriber has been sent all events up to now, what the source made of them, and
   * the notice of those that are missing, unless it joined after them.
   */
  isUpToDate(subscriber: Subscriber): boolean {
    if (this.#isUnderWay || !this.#present.has(subscriber)) return false;
    const { pendingNotice, isHolding = false } = this.#openSource;
    return !isHolding && (pendingNotice === undefined || this.#exempt.has(subscriber, pendingNotice));
  }

  /** Whether there is something to deliver: the group is due then. */
  get #isUnderWay(): boolean {
    return this.#delivery !== undefined || !this.#backlog.isEmpty || this.#state.name === 'ending';
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
  #send(sink: FrameSink, made: MadeFrames): void {
    const frames = allFrames(made);
    if (frames.length === 0) return;
    this.#services.onDelivered(frames.length, 1);
    sink.deliver(frames);
    sink.flush(frames);
  }

  /** Hot: once per event. */
  #deliver(event: SourceEvent): void {
    if ((this.#present.size === 0 && !this.#isUnderWay) || this.#state.name === 'ending') return;
    const { bytes } = this.#backlog;
    const { notice, size } = event;
    // Whoever joined since the gap gets the event without its notice.
    const exempt = notice !== undefined && this.#exempt.areAny ? this.#exempt.take(notice.of) : undefined;
    if (bytes > 0 && bytes + size > this.#services.limits.maxBacklogBytes)
      this.#lose([...this.#backlog.dropEvents(), event]);
    else {
      if (!this.#isUnderWay) this.#services.scheduler.scheduleEvents(this, this.#source.accountId);
      if (exempt === undefined) this.#backlog.add(event);
      else this.#backlog.addApart(exempt, { ...event, ...notice?.without }, event);
    }
  }

  /** Not in silence: the next event announces the gap. */
  #lose([first, ...others]: readonly SourceEvent[]): void {
    if (first === undefined) return;
    this.#services.limits.onLost(1 + others.length);
    this.#openSource.lose(first.receivedAt);
  }

  /** Hot: once per turn, and once more for each slice that is over before all are served. */
  flush(slice?: TimeSlice): boolean {
    for (;;) {
      this.#delivery ??= this.#nextDelivery();
      if (this.#delivery === undefined) return this.#state.name === 'open' || this.#endAll(this.#state.error, slice);
      if (!this.#delivery.flush(slice)) return false;
      for (const newcomer of this.#backlog.arrivals()) this.#seat(newcomer);
      this.#delivery = undefined;
      if (slice?.isOver === true) return !this.#isUnderWay;
    }
  }

  onFlushFailed(error: unknown): void {
    this.#delivery = undefined;
    this.#backlog.dropEvents();
    this.#end(error);
  }

  /** Hot: makes the frames of the next events only now, so that few are in memory at a time. */
  #nextDelivery(): Delivery | undefined {
    const batch = this.#backlog.take();
    if (batch === undefined) return undefined;
    const { events, audience } = batch;
    const { frames, tooLarge, failure } = this.#present.size === 0 ? noFrames : this.#frames.framesOf(events);
    this.#lose(tooLarge);
    if (failure !== undefined) {
      // A projection that fails is a mistake of ours; going on would lose the event in silence.
      this.#backlog.dropEvents();
      this.#beginToEnd(failure.error);
    }
    if (frames.length > 0) this.#services.onDelivered(frames.length, audience?.subscribers.size ?? this.#present.size);
    // The iterator of a Map goes past those that have left meanwhile.
    const sinks = audience === undefined ? this.#present.values() : sinksAmong(this.#present, audience);
    return new Delivery(frames, sinks, this.#onSinksFailed);
  }

  /** The source has ended: after what is under way, so do all subscriptions. */
  #end(error: unknown): void {
    if (!this.#isUnderWay) this.#services.scheduler.scheduleEvents(this, this.#source.accountId);
    this.#beginToEnd(error);
  }

  /** The first reason stays. */
  #beginToEnd(error: unknown): void {
    if (this.#state.name === 'ending') return;
    this.#state = { name: 'ending', error: this.#services.maskError(error) };
    this.#close();
  }

  #close(): void {
    this.#openSource.close();
    this.#frames.close();
    this.#onEmpty();
  }

  /** Returns false when the slice was over before all subscriptions were ended. */
  #endAll(error: GraphQLError, slice: TimeSlice | undefined): boolean {
    for (const members of [this.#present, this.#arriving])
      for (const subscriber of members.keys()) {
        this.#endSubscriber(subscriber, error);
        if (slice?.isOver === true) return this.subscribers === 0;
      }
    return true;
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

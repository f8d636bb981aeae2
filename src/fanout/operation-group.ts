import type { GraphQLError } from 'graphql';
import { type Steps, settled } from '../scheduling/steps.ts';
import type { TimeSlice } from '../scheduling/time-slice.ts';
import { sinksAmong } from './audience.ts';
import { Backlog } from './backlog.ts';
import { catchUp, type Resume } from './catch-up.ts';
import { Delivery } from './delivery.ts';
import type { Flushable } from './flush-scheduler.ts';
import type { GroupServices } from './group-services.ts';
import { GroupMembers } from './joining/group-members.ts';
import { GroupStarts } from './joining/group-starts.ts';
import type { NextFrame } from './next-frame.ts';
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
  readonly #members = new GroupMembers();
  /** Subscribers that joined while a notice was pending, and must not get it. */
  readonly #exempt = new NoticeExemptions();
  readonly #openSource: OpenSource;
  /** Undefined once events flow. */
  #untilLive: Promise<void> | undefined;
  readonly #onFailed = (subscriber: Subscriber, error: unknown): void =>
    this.#endSubscriber(subscriber, this.#services.maskError(error));
  readonly #onSinksFailed = (failed: ReadonlyMap<FrameSink, unknown>): void => {
    for (const [subscriber, sink] of this.#members.presentAt(failed)) this.#onFailed(subscriber, failed.get(sink));
  };
  readonly #frames: FrameMaker;
  readonly #starts: GroupStarts;
  readonly #backlog = new Backlog();
  /** What was taken from the backlog. */
  #delivery: Delivery | undefined;
  #state: State = { name: 'open' };

  /**
   * @param client the one that asks Kazoo, if Kazoo must be asked
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
    this.#starts = new GroupStarts(source, this.#frames, this.#members, services.catchUps, (subscriber, sink, frames) =>
      this.#serve(subscriber, sink, frames),
    );
    const [onEvent, onEnd] = [(event: SourceEvent) => this.#deliver(event), (error: Error) => this.#end(error)];
    this.#openSource = source.open({ onEvent, onEnd }, client);
    this.#untilLive = this.#openSource.live.then(() => {
      this.#untilLive = undefined;
    });
  }

  get subscribers(): number {
    return this.#members.size;
  }

  /**
   * Returns when events flow to `sink`, or when the subscriber has left: at once where they flow
   * already. What it begins with, and with `resume` everything that its client missed, was
   * delivered before.
   *
   * @throws what the source throws when events will never flow, or when it does not know what was
   * missed; the subscriber has left then.
   */
  *join(subscriber: Subscriber, sink: FrameSink, resume?: Resume): Steps<void> {
    // Counted before events flow: a group whose first subscriber still waits must not count as empty.
    this.#members.add(subscriber, sink);
    try {
      // Without a past it must be present before the first event, which can come together with the confirmation.
      const started = resume === undefined ? this.#starts.start(subscriber, sink) : undefined;
      const waits = [this.#untilLive, started].filter((wait) => wait !== undefined);
      if (waits.length > 0) yield* settled(Promise.all(waits));
      if (resume === undefined) return;
      yield* settled(this.#openSource.reach?.(resume.after));
      const caughtUp = catchUp(resume, this.#services.catchUps, {
        replay: (after) => this.#source.replay(after),
        isWanted: () => this.#members.isArriving(subscriber),
        send: (events) => this.#send(sink, allFrames(this.#frames.framesOf(events))),
        sendLast: (events, seen) => this.#serve(subscriber, sink, allFrames(this.#frames.framesOf(events)), seen),
        drained: () => sink.drained(),
      });
      yield* settled(caughtUp);
    } catch (error) {
      this.leave(subscriber);
      throw error;
    }
  }

  /** Idempotent. The subscriber gets nothing afterwards. */
  leave(subscriber: Subscriber): void {
    this.#exempt.delete(subscriber);
    if (!this.#members.delete(subscriber)) return;
    if (this.subscribers === 0 && this.#state.name === 'open') this.#close();
  }

  /**
   * True if the subscriber has been sent all events up to now, what the source made of them, and
   * the notice of those that are missing, unless it joined after them.
   */
  isUpToDate(subscriber: Subscriber): boolean {
    if (this.#isUnderWay || !this.#members.present.has(subscriber)) return false;
    const { pendingNotice, isHolding = false } = this.#openSource;
    return !isHolding && (pendingNotice === undefined || this.#exempt.has(subscriber, pendingNotice));
  }

  /** Whether there is something to deliver: the group is due then. */
  get #isUnderWay(): boolean {
    return this.#delivery !== undefined || !this.#backlog.isEmpty || this.#state.name === 'ending';
  }

  /** Delivers what came up to the cursor `seen`, and lets the subscriber get all that follows. */
  #serve(subscriber: Subscriber, sink: FrameSink, frames: readonly NextFrame[], seen?: string): void {
    this.#send(sink, frames);
    if (!this.#members.isArriving(subscriber)) return;
    this.#exempt.join(subscriber, this.#openSource, this.#joined(), seen);
    // What is under way is of events before the subscriber's time, or is among what was made.
    if (this.#isUnderWay) this.#backlog.welcome([subscriber, sink]);
    else this.#members.admit(subscriber, sink);
  }

  /** Iterates over the subscribers that get every event from now on. */
  *#joined(): Iterable<Subscriber> {
    yield* this.#members.present.keys();
    for (const [subscriber] of this.#backlog.newcomers) yield subscriber;
  }

  /** Delivers what only this sink gets. */
  #send(sink: FrameSink, frames: readonly NextFrame[]): void {
    if (frames.length === 0) return;
    this.#services.onDelivered(frames.length, 1);
    sink.deliver(frames);
    sink.flush(frames);
  }

  /** Hot: once per event. */
  #deliver(event: SourceEvent): void {
    if ((this.#members.present.size === 0 && !this.#isUnderWay) || this.#state.name === 'ending') return;
    const { bytes } = this.#backlog;
    const { notice, size } = event;
    // Whoever joined since the gap gets the event without its notice.
    const exempt = notice !== undefined && this.#exempt.areAny ? this.#exempt.take(notice.of) : undefined;
    if (bytes > 0 && bytes + size > this.#services.limits.maxBacklogBytes)
      this.#lose([...this.#backlog.dropEvents(), event]);
    else {
      if (!this.#isUnderWay) this.#schedule();
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
      for (const [subscriber, sink] of this.#backlog.arrivals()) this.#members.admit(subscriber, sink);
      this.#delivery = undefined;
      if (slice?.isOver === true) return !this.#isUnderWay;
    }
  }

  onFlushFailed(error: unknown): void {
    this.#delivery = undefined;
    this.#backlog.dropEvents();
    // Those who joined meanwhile are still in the backlog, but a flush that failed is not called again by itself.
    this.#schedule();
    this.#beginToEnd(error);
  }

  /** Hot: makes the frames of the next events only now, so that few are in memory at a time. */
  #nextDelivery(): Delivery | undefined {
    const batch = this.#backlog.take();
    if (batch === undefined) return undefined;
    const { events, audience } = batch;
    const { present } = this.#members;
    const { frames, tooLarge, failure } = present.size === 0 ? noFrames : this.#frames.framesOf(events);
    this.#lose(tooLarge);
    if (failure !== undefined) {
      // A projection that fails is a mistake of ours; going on would lose the event in silence.
      this.#backlog.dropEvents();
      this.#beginToEnd(failure.error);
    }
    if (frames.length > 0) this.#services.onDelivered(frames.length, audience?.subscribers.size ?? present.size);
    // The iterator of a Map goes past those that have left meanwhile.
    const sinks = audience === undefined ? present.values() : sinksAmong(present, audience);
    const whole = events.findLast(({ isWhole }) => isWhole);
    return new Delivery(frames, sinks, {
      onFailed: this.#onSinksFailed,
      ...(whole && { onCrowded: (crowded) => this.#starts.startAgain(crowded, whole, this.#onFailed) }),
    });
  }

  /** The source has ended: after what is under way, so do all subscriptions. */
  #end(error: unknown): void {
    if (!this.#isUnderWay) this.#schedule();
    this.#beginToEnd(error);
  }

  #schedule(): void {
    this.#services.scheduler.scheduleEvents(this, this.#source.accountId);
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
    for (const subscriber of this.#members.all()) {
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
      // The subscriber has left the group, and all others must be told: masking reports what failed.
      this.#services.maskError(failure);
    }
  }
}

import { type CursorTime, cursorText } from '../../upstream/history/event-clock.ts';
import { closeGap, type Gap } from '../../upstream/history/gap.ts';
import { RecentMap } from '../../upstream/history/recent-map.ts';
import type { Topic } from '../../upstream/topics/topic.ts';
import type { AccountEntry, SharedEvent } from '../entries/account-entry.ts';
import type { FleetTopics } from '../fleet-topics.ts';
import type { AccountPast } from './account-past.ts';
import type { CompleteBindings } from './complete-bindings.ts';
import type { Place } from './place.ts';

const rememberedEvents = 512;
/** The own connection may be behind that of the owner for so long; what it lacks then is lost. */
const behindMs = 1_000;

/** An event as the own connection brought it. */
type OwnEvent = Extract<AccountEntry, { readonly kind: 'event' }>;

/**
 * The way of an account's clients from the own connection of their instance to the log: what came
 * by one of them only comes to them once and in order, or is told as a gap.
 */
export class Bridge {
  readonly #topics: FleetTopics;
  readonly #past: Pick<AccountPast, 'knows'>;
  readonly #complete: Pick<CompleteBindings, 'bring'>;
  readonly #onGap: (gap: Gap) => void;
  /** While the instance serves by itself, and until it has found back into the fleet. */
  #since: Date | undefined;
  /** Delivered before they came in the log: to whom, and how many had resumed by then. */
  readonly #bridged = new RecentMap<{ readonly topics: ReadonlySet<Topic>; readonly resumptions: number }>(
    rememberedEvents,
  );
  /** The log has them, and the own connection did not bring them: they are delivered to nobody. */
  readonly #unbrought = new Map<string, SharedEvent>();
  /** The log had them before a binding, whose listeners wait for the own connection's copies. */
  readonly #lacking = new Map<string, { readonly receivedAt: Date; readonly topics: Set<Topic> }>();
  /** What listeners got by the log before the own connection has brought it, and when. */
  readonly #ahead = new Map<string, Date>();
  /** The last gap of what the log brought too late, and how many had resumed when it was told. */
  readonly #toldLate = new WeakMap<Topic, { readonly gap: Gap; readonly resumptions: number }>();
  /** When the last event was received that clients got by the own connection. */
  #servedUntil: Date | undefined;

  /** @param onGap called with each gap that clients were told of */
  constructor(
    topics: FleetTopics,
    past: Pick<AccountPast, 'knows'>,
    complete: Pick<CompleteBindings, 'bring'>,
    onGap: (gap: Gap) => void,
  ) {
    this.#topics = topics;
    this.#past = past;
    this.#complete = complete;
    this.#onGap = onGap;
  }

  begin(): void {
    this.#since ??= new Date();
    this.#ahead.clear();
  }

  /** Hot: clients get an event by the own connection. */
  noteServed({ receivedAt }: SharedEvent): void {
    this.#servedUntil = receivedAt;
  }

  /** The log had an event that the own connection did not bring so far. */
  noteUnbrought(event: SharedEvent): void {
    if (this.#since !== undefined && event.receivedAt >= this.#since) this.#unbrought.set(event.id, event);
  }

  /**
   * The log brings an event next that the own connection did not bring; what this had received
   * before has been brought. The event is left out where it is before what clients got by that
   * connection, and told as a gap.
   *
   * @param served the bindings of which clients got everything by the own connection
   */
  noteLate(event: SharedEvent, served: readonly string[]): void {
    // All that an owner writes comes back to it so: that is no return.
    if (this.#since === undefined || this.#past.knows(event.id)) return;
    const { id, receivedAt, routing, family } = event;
    if (this.#servedUntil !== undefined && receivedAt < this.#servedUntil) this.#unbrought.set(id, event);
    else {
      this.#ahead.set(id, receivedAt);
      const waiting = [...this.#topics].filter(
        ({ isComplete, binding }) => !isComplete && served.includes(binding.text),
      );
      const topics = new Set(waiting.filter(({ matches }) => matches(routing, family)));
      if (topics.size > 0) this.#lacking.set(id, { receivedAt, topics });
    }
  }

  /**
   * Brings an event that the log does not have to those who listen, after this place, or tells of
   * it where they have had later ones. Nobody resumes before it: its bindings were complete only
   * later.
   */
  bring({ event: shared, bindings }: OwnEvent, after: Place): void {
    this.#bringLacking(shared, after);
    const isUnbrought = this.#unbrought.delete(shared.id);
    this.#ahead.delete(shared.id);
    if (!isUnbrought && (this.#past.knows(shared.id) || this.#complete.bring(shared, bindings))) return;
    const own = [...this.#topics].filter(({ binding }) => bindings.includes(binding.text));
    const late = this.#isLate(shared) ? own.filter(({ isComplete }) => isComplete) : [];
    for (const topic of late) this.#tellLate(shared, topic, after.time);
    const topics = new Set(own.filter((topic) => !late.includes(topic)));
    this.#bridged.set(shared.id, { topics, resumptions: this.#topics.resumptions });
    const event = { ...shared, cursor: cursorText(after.epoch, after.time) };
    for (const topic of topics) topic.bridge(event);
  }

  /**
   * Brings the copy of an event that the log brings next, at this place, to those who do not get
   * that: the log has nothing of their bindings.
   */
  bringCopy(copy: OwnEvent, place: Place): void {
    const { event: shared, bindings } = copy;
    if (this.#past.knows(shared.id)) this.bring(copy, place);
    else if (this.#bridged.get(shared.id) === undefined && !this.isUnbrought(shared.id)) {
      const event = { ...shared, cursor: cursorText(place.epoch, place.time) };
      for (const topic of this.#topics) {
        if (bindings.includes(topic.binding.text) && !topic.isMissing(place.time)) topic.bridge(event);
      }
    }
  }

  /** Hot: whether an event of the log would come after later ones. */
  isUnbrought(id: string): boolean {
    return this.#unbrought.has(id);
  }

  /**
   * Hot: whether listeners of the topic had an event of the log, at this place, before that. Who
   * came after that with a moment of the fleet is told of a gap.
   *
   * @param isServed whether they had it in the order before
   */
  withholds(event: SharedEvent, topic: Topic, time: CursorTime, isServed: boolean): boolean {
    if (this.#lacking.get(event.id)?.topics.delete(topic) === true) return false;
    const bridged = this.#bridged.get(event.id);
    const isBridged = bridged?.topics.has(topic) === true;
    if (!isServed && !isBridged) return false;
    if (this.#topics.isResumed(topic, isBridged ? bridged.resumptions : 0)) this.#tellLate(event, topic, time);
    return true;
  }

  /**
   * The fleet brings everything by now. What it had meanwhile and the own connection did not bring
   * is told as a gap before this moment.
   */
  end(time: CursorTime): void {
    const [first] = this.#unbrought.values();
    this.#since = undefined;
    this.#servedUntil = undefined;
    this.#unbrought.clear();
    this.#ahead.clear();
    for (const { receivedAt, topics } of this.#lacking.values())
      for (const topic of topics) this.#tellLate({ receivedAt }, topic, time);
    this.#lacking.clear();
    if (first === undefined) return;
    const gap = closeGap({ from: first.receivedAt, reason: 'UPSTREAM_DISCONNECTED', certain: true });
    for (const topic of this.#topics) topic.announceLoss(gap, time);
    this.#onGap(gap);
  }

  /** Whether listeners have had something by the log that the own connection brings after this. */
  #isLate({ receivedAt }: SharedEvent): boolean {
    for (const [id, aheadAt] of this.#ahead) {
      if (receivedAt.getTime() - aheadAt.getTime() < behindMs) return true;
      this.#ahead.delete(id);
    }
    return false;
  }

  /** Those who have had later events by now are told of a gap. */
  #bringLacking(shared: SharedEvent, { epoch, time }: Place): void {
    const lacking = this.#lacking.get(shared.id);
    if (lacking === undefined) return;
    this.#lacking.delete(shared.id);
    const event = { ...shared, cursor: cursorText(epoch, time) };
    for (const topic of lacking.topics) {
      if (topic.hasDelivered) this.#tellLate(lacking, topic, time);
      else topic.bridge(event);
    }
  }

  /** Hot: of many that come at once the first is told as a gap until now, which covers them. */
  #tellLate({ receivedAt }: Pick<SharedEvent, 'receivedAt'>, topic: Topic, time: CursorTime): void {
    const told = this.#toldLate.get(topic);
    const isCovered = told !== undefined && told.gap.from <= receivedAt && receivedAt <= told.gap.to;
    if (isCovered && !this.#topics.isResumed(topic, told.resumptions)) return;
    const gap = closeGap({ from: receivedAt, reason: 'OWNER_LOST', certain: true });
    this.#toldLate.set(topic, { gap, resumptions: this.#topics.resumptions });
    topic.announceLoss(gap, time);
    this.#onGap(gap);
  }
}

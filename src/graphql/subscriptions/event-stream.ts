import type { SourceListener } from '../../fanout/shared-source.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { type AccountGap, closeGap, type Gap, ofAccount } from '../../upstream/history/gap.ts';
import { RecentMap } from '../../upstream/history/recent-map.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { EventFilter } from './event-filter.ts';
import { GapMarker } from './gap-marker.ts';

/** An event as one stream delivers it. */
export interface DeliveredEvent {
  /** Shared by all streams that deliver it. */
  readonly event: KazooEvent;
  /** What this stream may have missed before the event. */
  readonly gap: AccountGap | null;
}

/**
 * How many recent ids are kept to recognise an event that another topic of the same operation has
 * delivered.
 */
const rememberedEvents = 128;

/**
 * Delivers the events of an operation's topics that pass its filter, each once, and the gaps
 * between them in their place. It begins when all of the topics flow: after its first event nothing
 * is missing of which it does not tell.
 */
export class EventStream implements TopicListener {
  readonly #listener: SourceListener;
  readonly #filter: EventFilter | undefined;
  readonly #accountId: string;
  readonly #recentIds: RecentMap<true> | undefined;
  readonly #marker = new GapMarker();
  #hasBegun: boolean;
  /** The gap announced last, and when the event came that announced it. */
  #announced: { readonly gap: AccountGap; readonly at: Date } | undefined;

  /**
   * @param accountId whose gaps those are that do not say so
   * @param hasSeveralTopics whether it waits for `begin`; a single topic begins by itself
   */
  constructor(accountId: string, listener: SourceListener, filter: EventFilter | undefined, hasSeveralTopics: boolean) {
    this.#accountId = accountId;
    this.#listener = listener;
    this.#filter = filter;
    this.#recentIds = hasSeveralTopics ? new RecentMap(rememberedEvents) : undefined;
    this.#hasBegun = !hasSeveralTopics;
  }

  /**
   * The gap that the next event announces to those who joined before it. It is another object as
   * soon as there is more to announce.
   */
  get pendingGap(): AccountGap | undefined {
    return this.#marker.pending ?? undefined;
  }

  /** All topics are complete by now, or were: what one of them misses from now on is told. */
  begin(): void {
    this.#hasBegun = true;
  }

  onEvent(event: KazooEvent): void {
    if (!this.#hasBegun) return;
    // First of all: an event that is not for this stream must not take a pending gap with it.
    if (this.#filter?.accepts(event) === false) return;
    if (this.#recentIds?.get(event.id) === true) return;
    this.#recentIds?.set(event.id, true);
    const { gap, ...extensions } = this.#marker.next();
    const root: DeliveredEvent = { event, gap };
    const { cursor, receivedAt, size } = event;
    const withoutGap: DeliveredEvent = { event, gap: null };
    const notice =
      gap === null ? {} : { notice: { of: gap, without: { root: withoutGap, extensions: { gap: null } } } };
    if (gap !== null) this.#announced = { gap, at: receivedAt };
    this.#listener.onEvent({ root, cursor, receivedAt, size, ...extensions, ...notice });
  }

  onGap(gap: Gap): void {
    if (this.#hasBegun) this.#marker.add(ofAccount(gap, this.#accountId));
  }

  /**
   * Somebody joins who has missed what `gap` tells, if it is one, and whose latest result may have
   * had another. Returns whether the next event tells it of a gap.
   */
  remind(gap: Gap | null): boolean {
    this.#marker.takeBack();
    const { pending } = this.#marker;
    if (gap === null) return false;
    const told = ofAccount(gap, this.#accountId);
    if (pending === null || !covers(pending, told)) this.#marker.add(told);
    return true;
  }

  /** The events since then were too much to be passed on, and what they announced with them. */
  lose(since: Date, accountIds: readonly string[] = [this.#accountId]): void {
    if (this.#announced !== undefined && this.#announced.at >= since) this.onGap(this.#announced.gap);
    this.onGap(closeGap({ from: since, reason: 'UPSTREAM_OVERFLOW', certain: true, accountIds }));
  }

  onEnd(error: Error): void {
    this.#listener.onEnd(error);
  }
}

/** Whether a gap tells all that another one does. */
function covers(gap: AccountGap, other: AccountGap): boolean {
  const isWithin = other.from >= gap.from && other.to <= gap.to;
  return isWithin && other.accountIds.every((accountId) => gap.accountIds.includes(accountId));
}

import type { OpenSource, SharedSource, SourceListener } from '../fanout/shared-source.ts';
import type { Binding } from '../kazoo/binding.ts';
import type { KazooEvent } from '../kazoo/kazoo-event.ts';
import { type Gap, mergeGaps } from '../upstream/gap.ts';
import { RecentIds } from '../upstream/recent-ids.ts';
import type { TopicListener } from '../upstream/topic.ts';
import type { Listening } from '../upstream/upstream.ts';
import type { DeliveredEvent } from './delivered-event.ts';
import type { EventFilter } from './event-filter.ts';

export interface EventSourceOptions {
  readonly accountId: string;
  /** The topics that the operation takes; an event of several of them is delivered once. */
  readonly bindings: readonly Binding[];
  /** Which of their events the operation is for; absent: all. */
  readonly filter?: EventFilter | undefined;
  readonly listen: (accountId: string, binding: Binding, listener: TopicListener) => Listening;
}

/** What a subscription field resolves to: the events of an account's bindings, opened by the fan-out once for all who ask the same. */
export class EventSource implements SharedSource, AsyncIterable<never> {
  readonly key: string;
  readonly accountId: string;
  readonly #options: EventSourceOptions;

  constructor(options: EventSourceOptions) {
    this.#options = options;
    this.accountId = options.accountId;
    const { accountId, bindings, filter } = options;
    // As JSON, since a filter's values may hold any character.
    this.key = JSON.stringify([accountId, bindings.map(({ text }) => text), filter?.key ?? null]);
  }

  open(listener: SourceListener): OpenSource {
    const { accountId, bindings, filter, listen } = this.#options;
    const stream = new Stream(listener, filter, bindings.length > 1);
    const listenings = bindings.map((binding) => listen(accountId, binding, stream));
    const close = (): void => {
      for (const { leave } of listenings) leave();
    };
    const live = Promise.all(listenings.map(({ live }) => live)).then(() => undefined);
    return { live, close };
  }

  /** graphql-js demands an async iterable of a subscription field, though here nobody iterates: the fan-out calls `open`. */
  [Symbol.asyncIterator](): AsyncIterator<never> {
    throw new TypeError('The events of a subscription are delivered by the fan-out.');
  }
}

/** How many recent ids tell the copies of an event that came through another topic of the same operation. */
const rememberedEvents = 64;

class Stream implements TopicListener {
  readonly #listener: SourceListener;
  readonly #filter: EventFilter | undefined;
  readonly #recentIds: RecentIds | undefined;
  #pendingGap: Gap | null = null;
  #lastHadGap = false;

  constructor(listener: SourceListener, filter: EventFilter | undefined, hasSeveralTopics: boolean) {
    this.#listener = listener;
    this.#filter = filter;
    this.#recentIds = hasSeveralTopics ? new RecentIds(rememberedEvents) : undefined;
  }

  onEvent(event: KazooEvent): void {
    // First of all: an event that is not for this stream must not take a pending gap with it.
    if (this.#filter?.accepts(event) === false) return;
    if (this.#recentIds?.add(event.id) === false) return;
    const gap = this.#pendingGap;
    this.#pendingGap = null;
    const root: DeliveredEvent = { event, gap };
    const { cursor } = event;
    // The result after a gap takes the marker back: urql merges the extensions of successive results.
    const extensions = gap !== null || this.#lastHadGap ? { extensions: { gap } } : {};
    this.#lastHadGap = gap !== null;
    this.#listener.onEvent({ root, cursor, ...extensions });
  }

  onGap(gap: Gap): void {
    this.#pendingGap = mergeGaps(this.#pendingGap, gap);
  }

  onEnd(error: Error): void {
    this.#listener.onEnd(error);
  }
}

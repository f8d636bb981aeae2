import type { OpenSource, SharedSource, SourceListener } from '../fanout/shared-source.ts';
import type { Binding } from '../kazoo/binding.ts';
import type { KazooEvent } from '../kazoo/kazoo-event.ts';
import { type Gap, mergeGaps } from '../upstream/gap.ts';
import { RecentIds } from '../upstream/recent-ids.ts';
import type { TopicListener } from '../upstream/topic.ts';
import type { Listening } from '../upstream/upstream.ts';
import type { DeliveredEvent } from './delivered-event.ts';

export interface EventSourceOptions {
  readonly accountId: string;
  /** The topics that the operation takes; an event of several of them is delivered once. */
  readonly bindings: readonly Binding[];
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
    this.key = [options.accountId, ...options.bindings.map(({ text }) => text)].join(' ');
  }

  open(listener: SourceListener): OpenSource {
    const { accountId, bindings, listen } = this.#options;
    const stream = new Stream(listener, bindings.length > 1);
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
  readonly #recentIds: RecentIds | undefined;
  #pendingGap: Gap | null = null;
  #lastHadGap = false;

  constructor(listener: SourceListener, hasSeveralTopics: boolean) {
    this.#listener = listener;
    this.#recentIds = hasSeveralTopics ? new RecentIds(rememberedEvents) : undefined;
  }

  onEvent(event: KazooEvent): void {
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

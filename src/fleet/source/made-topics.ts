import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { StatusStore } from '../../upstream/status-store.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import { refusedSubscription, type TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import { isMade } from '../made-binding.ts';
import type { SourceUpstreams } from './account-source.ts';

/** Makes something of the events of accounts. */
export interface EventMaker {
  /** Begins for the first who listens. */
  make(accountId: string, listener: TopicListener, client: string): TopicSubscription;
  /** Ids of what it has begun of an account and cannot tell yet. */
  unfinished(accountId: string): readonly string[];
  /** Whether it will tell what has this id, since it has followed that from its beginning. */
  follows(accountId: string, id: string): boolean;
}

/**
 * The topics of an instance's own connections to Kazoo, and beside them those of what the gateway
 * makes of their events. The owner of an account makes it for the whole fleet: so it has a place in
 * the one order of entries, and its cursors are good everywhere.
 */
export class MadeTopics implements SourceUpstreams {
  readonly #sources: SourceUpstreams;
  readonly #makers = new Map<string, EventMaker>();

  constructor(sources: SourceUpstreams) {
    this.#sources = sources;
  }

  get statuses(): StatusStore {
    return this.#sources.statuses;
  }

  /** @param binding one of `madeBinding` */
  provide({ text }: Binding, maker: EventMaker): void {
    this.#makers.set(text, maker);
  }

  /** Ids of what was begun of an account and is not told yet. */
  unfinished(accountId: string, bindingText: string): readonly string[] {
    return this.#makers.get(bindingText)?.unfinished(accountId) ?? [];
  }

  /** Whether all of that will be told by this instance. */
  follows(accountId: string, bindingText: string, ids: readonly string[]): boolean {
    const maker = this.#makers.get(bindingText);
    return maker !== undefined && ids.every((id) => maker.follows(accountId, id));
  }

  follow(accountId: string, via: string | undefined): () => void {
    return this.#sources.follow(accountId, via);
  }

  listenForFollowers(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    if (!isMade(binding.text)) return this.#sources.listenForFollowers(accountId, binding, listener, client);
    const maker = this.#makers.get(binding.text);
    // Wanted by an instance of a later version.
    if (maker === undefined) return refusedSubscription(new GatewayError('BINDING_REJECTED', 'That is not made here.'));
    const { text, family } = binding;
    const toFleet: TopicListener = {
      onEvent: (event) => listener.onEvent({ ...event, binding: text, family }),
      onGap: (gap) => listener.onGap(gap),
      onEnd: (error) => listener.onEnd(error),
    };
    return maker.make(accountId, toFleet, client);
  }
}

import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { StatusStore } from '../../upstream/status-store.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import { refusedSubscription, type TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import { isMade } from '../made-binding.ts';
import type { SourceUpstreams } from './account-source.ts';

/** Begins to make something of an account's events, for the first who listens. */
export type MakeEvents = (accountId: string, listener: TopicListener, client: string) => TopicSubscription;

/**
 * The topics of an instance's own connections to Kazoo, and beside them those of what the gateway
 * makes of their events. The owner of an account makes it for the whole fleet: so it has a place in
 * the one order of entries, and its cursors are good everywhere.
 */
export class MadeTopics implements SourceUpstreams {
  readonly #sources: SourceUpstreams;
  readonly #makers = new Map<string, MakeEvents>();

  constructor(sources: SourceUpstreams) {
    this.#sources = sources;
  }

  get statuses(): StatusStore {
    return this.#sources.statuses;
  }

  /** @param binding one of `madeBinding` */
  provide({ text }: Binding, make: MakeEvents): void {
    this.#makers.set(text, make);
  }

  follow(accountId: string, via: string | undefined): () => void {
    return this.#sources.follow(accountId, via);
  }

  listenForFollowers(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    if (!isMade(binding.text)) return this.#sources.listenForFollowers(accountId, binding, listener, client);
    const make = this.#makers.get(binding.text);
    // Wanted by an instance of a later version.
    if (make === undefined) return refusedSubscription(new GatewayError('BINDING_REJECTED', 'That is not made here.'));
    const { text, family } = binding;
    const toFleet: TopicListener = {
      onEvent: (event) => listener.onEvent({ ...event, binding: text, family }),
      onGap: (gap) => listener.onGap(gap),
      onEnd: (error) => listener.onEnd(error),
    };
    return make(accountId, toFleet, client);
  }
}

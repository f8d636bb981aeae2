import type { Binding } from '../../../kazoo/blackhole/binding.ts';
import type { FollowDescendants } from '../../../live/descendants/descendant-table.ts';
import { DescendantFeed, type FeedListener } from './descendant-feed.ts';
import type { DescendantUpstreams } from './descendant-upstreams.ts';

/** A listener's share of a feed. */
export interface JoinedFeed {
  readonly feed: DescendantFeed;
  /** Idempotent. */
  leave(): void;
}

/** The feeds of one binding, one for each account below which somebody follows all accounts. */
export class DescendantFeeds {
  readonly #binding: Binding;
  readonly #follow: FollowDescendants;
  readonly #upstreams: DescendantUpstreams;
  readonly #byAccount = new Map<string, DescendantFeed>();

  constructor(binding: Binding, follow: FollowDescendants, upstreams: DescendantUpstreams) {
    this.#binding = binding;
    this.#follow = follow;
    this.#upstreams = upstreams;
  }

  /** Joins the feed of an account, which ends with its last listener. @throws as `follow` does */
  join(accountId: string, client: string, listener: FeedListener): JoinedFeed {
    const feed = this.#byAccount.get(accountId) ?? this.#open(accountId, client);
    return { feed, leave: feed.join(listener) };
  }

  #open(accountId: string, client: string): DescendantFeed {
    const feed: DescendantFeed = new DescendantFeed({
      accountId,
      client,
      binding: this.#binding,
      follow: this.#follow,
      upstreams: this.#upstreams,
      onClosed: () => {
        if (this.#byAccount.get(accountId) === feed) this.#byAccount.delete(accountId);
      },
    });
    this.#byAccount.set(accountId, feed);
    return feed;
  }
}

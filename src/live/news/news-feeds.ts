import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { MissedEvent, RememberedLoss } from '../../upstream/history/account-history.ts';
import { cursorExpired } from '../../upstream/history/cursor-expired.ts';
import type { MadeEvents } from '../../upstream/history/made-events.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import { refusedSubscription, type TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import { AccountTables } from '../account-tables.ts';
import type { LiveBudget } from '../live-budget.ts';
import type { NewsMaker, NewsTeller } from './news.ts';
import { NewsFeed } from './news-feed.ts';
import type { NewsTopics } from './news-topics.ts';

export interface NewsUpstreams {
  listen(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription;
  /** @throws `BAD_USER_INPUT` when the text cannot be an event cursor. */
  checkCursor(cursor: string): void;
  openLog(): MadeEvents;
}

export interface NewsFeedsOptions<Content> {
  /** Brings the events that the news is made of. */
  readonly binding: Binding;
  /** The name of each of the events. */
  readonly name: string;
  /** @param client in whose name Kazoo is asked, if it must be */
  readonly makeMaker: (accountId: string, teller: NewsTeller<Content>, client: string) => NewsMaker;
  readonly upstreams: NewsUpstreams;
  readonly lingerMs: number;
  /** Shared with live lists: a feed counts as one of their tables. */
  readonly budget: LiveBudget;
}

/**
 * News of one kind, a feed for each account that somebody follows. They are followed as topics are:
 * listeners get `NewsEvent`s, and a cursor is good for as long as the feed was there.
 */
export class NewsFeeds<Content> implements NewsTopics {
  readonly #options: NewsFeedsOptions<Content>;
  readonly #feeds: AccountTables<NewsFeed<Content>>;

  constructor(options: NewsFeedsOptions<Content>) {
    this.#options = options;
    this.#feeds = new AccountTables(options.budget);
  }

  /** What the feeds listen to, under which their news comes, too. */
  get binding(): Binding {
    return this.#options.binding;
  }

  get source(): Binding {
    return this.#options.binding;
  }

  /** Whether there is news of the account that cannot be told yet. */
  isHolding(accountId: string): boolean {
    return this.#feeds.get(accountId)?.isHolding === true;
  }

  /** Ids of what has begun in an account and cannot be told yet. */
  unfinished(accountId: string): readonly string[] {
    return this.#feeds.get(accountId)?.unfinished ?? [];
  }

  /** Whether nothing of what has this id was missed, and it will be told. */
  follows(accountId: string, id: string): boolean {
    return this.#feeds.get(accountId)?.follows(id) === true;
  }

  /**
   * Joins the feed of an account, which is opened for its first listener. `live` rejects with
   * `TOO_MANY_SUBSCRIPTIONS` when there are too many feeds and live lists.
   */
  listen(accountId: string, _: Binding, listener: TopicListener, client: string): TopicSubscription {
    let feed: NewsFeed<Content>;
    try {
      feed = this.#feeds.getOrMake(accountId, (onClosed) => this.#makeFeed(accountId, client, onClosed));
    } catch (error) {
      if (error instanceof GatewayError) return refusedSubscription(error);
      throw error;
    }
    return feed.listen(listener);
  }

  /** @throws `BAD_USER_INPUT` when the text cannot be an event cursor. */
  checkCursor(cursor: string): void {
    this.#options.upstreams.checkCursor(cursor);
  }

  /**
   * What was told after a cursor, oldest first, read while it is iterated.
   *
   * @throws `CURSOR_EXPIRED` when that is not known completely, also because nobody followed.
   */
  since(cursor: string, accountId: string): Iterable<MissedEvent> {
    const missed = this.#feeds.get(accountId)?.since(cursor);
    if (missed === undefined) throw cursorExpired();
    return missed;
  }

  /** Undefined when no possible loss of the account is remembered. */
  rememberedLoss(cursor: string, accountId: string): RememberedLoss | undefined {
    return this.#feeds.get(accountId)?.rememberedLoss(cursor);
  }

  #makeFeed(accountId: string, client: string, onClosed: () => void): NewsFeed<Content> {
    const { binding, name, makeMaker, upstreams, lingerMs, budget } = this.#options;
    return new NewsFeed({
      accountId,
      binding,
      name,
      makeMaker: (teller) => makeMaker(accountId, teller, client),
      listen: (listener) => upstreams.listen(accountId, binding, listener, client),
      log: upstreams.openLog(),
      lingerMs,
      budget,
      onClosed,
    });
  }
}

import type { AccountList } from '../../auth/lists/list-access.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { NewsEvent } from '../../live/news/news.ts';
import type { NewsTopics } from '../../live/news/news-topics.ts';
import type { AccountSource } from '../subscriptions/account-source.ts';
import { eventSource } from '../subscriptions/event-source.ts';
import { allOf, type ItemFilter } from '../subscriptions/item-filter.ts';

export interface NewsSourceOptions<Content> {
  /** The name of the field, which tells its sources from those of others. */
  readonly name: string;
  readonly news: NewsTopics;
  /** What is subscribed to at Kazoo beside its source. */
  readonly alsoTakes: readonly Binding[];
  /** The lists of Kazoo that each of its clients must be let read. */
  readonly lists: readonly AccountList[];
  readonly accountId: string;
  /** The only user whose news is delivered. Default: everybody's is. */
  readonly ownerId?: string | undefined;
  /** Which of it is delivered. Default: all. */
  readonly filter?: ItemFilter<NewsEvent<Content>> | undefined;
}

/** Creates the source of an account's news, delivered, resumed and marked as events are. */
export function newsSource<Content>(options: NewsSourceOptions<Content>): AccountSource {
  const { name, news, alsoTakes, lists, accountId, ownerId, filter } = options;
  const source = eventSource({
    accountId,
    bindings: [news.binding],
    filter: allOf<NewsEvent<Content>>(ownNews(ownerId), filter),
    upstreams: news,
  });
  return {
    ...source,
    ownerId,
    lists,
    key: JSON.stringify(['news', name, source.key]),
    topics: [...new Set([news.source, ...alsoTakes].map(({ text }) => `${accountId} ${text}`))],
  };
}

function ownNews(ownerId: string | undefined): ItemFilter<NewsEvent<unknown>> | undefined {
  if (ownerId === undefined) return undefined;
  return { key: `own=${JSON.stringify(ownerId)}`, accepts: ({ owners }) => owners.includes(ownerId) };
}

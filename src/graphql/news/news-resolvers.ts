import type { GraphQLResolveInfo } from 'graphql';
import type { AccountList } from '../../auth/lists/list-access.ts';
import type {
  MissedCallFilter,
  MissedCallResolvers,
  SubscriptionResolvers,
  VoicemailMessageFilter,
  VoicemailMessageResolvers,
} from '../../generated/resolvers.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { voicemailBoxes } from '../../kazoo/collections/voicemail-boxes.ts';
import type { MissedCall } from '../../live/news/missed/missed-call.ts';
import type { NewsEvent } from '../../live/news/news.ts';
import type { NewsTopics } from '../../live/news/news-topics.ts';
import type { VoicemailMessage } from '../../live/news/voicemail/voicemail-message.ts';
import type { AccountGap } from '../../upstream/history/gap.ts';
import type { NothingUnread } from '../arguments/unread-arguments.ts';
import { allOf, type Conditions, hasOneOf, type ItemFilter, inputFilter } from '../subscriptions/item-filter.ts';
import { authorizedStream, type StreamAccessOptions } from '../subscriptions/stream-access.ts';
import { SubscriptionTarget } from '../subscriptions/subscription-target.ts';
import { newsSource } from './news-source.ts';

/** News as one stream delivers it. */
interface DeliveredNews<Content> {
  readonly event: NewsEvent<Content>;
  /** What the stream may have missed before. */
  readonly gap: AccountGap | null;
}

export type MissedCallSource = DeliveredNews<MissedCall>;
export type VoicemailMessageSource = DeliveredNews<VoicemailMessage>;

export interface NewsResolverOptions extends StreamAccessOptions {
  readonly missedCalls: NewsTopics;
  readonly voicemailMessages: NewsTopics;
}

export interface NewsResolvers {
  readonly subscriptions: SubscriptionResolvers;
  readonly types: { readonly MissedCall: MissedCallResolvers; readonly VoicemailMessage: VoicemailMessageResolvers };
}

// Each table has a condition for every argument; the compiler sees to it. They read what clients can read.

const missedConditions: Conditions<MissedCallFilter, NewsEvent<MissedCall>> = {
  directions: hasOneOf(({ content }) => [content.direction]),
  missedBy: hasOneOf(({ content }) => content.missedBy),
  numbers: hasOneOf(({ content: { from, to } }) => [from.number, to.number]),
  queueIds: hasOneOf(({ content }) => [content.queueId]),
};

const voicemailConditions: Conditions<VoicemailMessageFilter, NewsEvent<VoicemailMessage>> = {
  boxIds: hasOneOf(({ content }) => [content.boxId]),
  ownerIds: hasOneOf(({ content }) => [content.ownerId]),
};

/** What is not asked for in the name of anybody: calls that nobody has answered. */
const unanswered: ItemFilter<NewsEvent<MissedCall>> = {
  key: 'unanswered',
  accepts: ({ content }) => content.isUnanswered,
};

const common = {
  cursor: <Content>({ event }: DeliveredNews<Content>) => event.cursor,
  gap: <Content>({ gap }: DeliveredNews<Content>) => gap,
};

const missedCallResolvers: MissedCallResolvers = {
  ...common,
  // Not the call's own, which is the id of a `Call`: some caches have one table for all types.
  id: ({ event }) => event.id,
  accountId: ({ event }) => event.accountId,
  callId: ({ event }) => event.content.callId,
  direction: ({ event }) => event.content.direction,
  from: ({ event }) => event.content.from,
  to: ({ event }) => event.content.to,
  queueId: ({ event }) => event.content.queueId,
  occurredAt: ({ event }) => event.content.occurredAt,
  endedAt: ({ event }) => event.content.endedAt,
  hangupCause: ({ event }) => event.content.hangupCause,
  missedBy: ({ event }) => [...event.content.missedBy],
  answeredBy: ({ event }) => event.content.answeredBy,
  leftVoicemail: ({ event }) => event.content.leftVoicemail,
};

const voicemailMessageResolvers: VoicemailMessageResolvers = {
  ...common,
  id: ({ event }) => event.content.id,
  accountId: ({ event }) => event.accountId,
  boxId: ({ event }) => event.content.boxId,
  boxName: ({ event }) => event.content.boxName,
  mailbox: ({ event }) => event.content.mailbox,
  ownerId: ({ event }) => event.content.ownerId,
  callId: ({ event }) => event.content.callId,
  callerIdName: ({ event }) => event.content.callerIdName,
  callerIdNumber: ({ event }) => event.content.callerIdNumber,
  timestamp: ({ event }) => event.content.timestamp,
  lengthMs: ({ event }) => event.content.lengthMs,
  folder: ({ event }) => event.content.folder,
  transcription: ({ event }) => event.content.transcription,
};

/** Where a field's news comes from. */
interface Origin {
  readonly news: NewsTopics;
  /** What is subscribed to at Kazoo beside its source. */
  readonly alsoTakes: readonly Binding[];
  /** What is told of them was read from these lists of Kazoo, with anybody's token. */
  readonly lists: readonly AccountList[];
}

/** What the arguments of a field ask for. */
interface Selection<Content> {
  readonly accountId?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly rest: NothingUnread;
  /** For whoever sees only the news of `ownerId`; undefined: everybody's. */
  readonly filterFor: (ownerId: string | undefined) => ItemFilter<NewsEvent<Content>> | undefined;
}

/** Returns the resolvers of what the gateway finds out from events, for all clients once. */
export function newsResolvers(options: NewsResolverOptions): NewsResolvers {
  const missedCalls: Origin = {
    news: options.missedCalls,
    // By them it is known whether a message was left.
    alsoTakes: [options.voicemailMessages.source],
    lists: [],
  };
  const voicemailMessages: Origin = {
    news: options.voicemailMessages,
    alsoTakes: [],
    lists: [voicemailBoxes],
  };

  function follow<Content>(
    field: GraphQLResolveInfo,
    origin: Origin,
    { accountId, after, filterFor }: Selection<Content>,
  ): SubscriptionTarget {
    const authorize = authorizedStream(options, {
      accountId,
      after,
      makeSource: (id, ownerId) =>
        newsSource({ ...origin, name: field.fieldName, accountId: id, ownerId, filter: filterFor(ownerId) }),
    });
    return new SubscriptionTarget(field, authorize);
  }

  return {
    subscriptions: {
      missedCalls: {
        subscribe(_, { accountId, after, filter, ...rest }, __, field) {
          const wanted = inputFilter(missedConditions, filter);
          const isOfSomebody = (filter?.missedBy ?? null) !== null;
          return follow(field, missedCalls, {
            accountId,
            after,
            rest,
            filterFor: (ownerId) => (ownerId === undefined && !isOfSomebody ? allOf(unanswered, wanted) : wanted),
          });
        },
        resolve: (root: MissedCallSource) => root,
      },
      voicemailMessages: {
        subscribe(_, { accountId, after, filter, ...rest }, __, field) {
          const wanted = inputFilter(voicemailConditions, filter);
          return follow(field, voicemailMessages, { accountId, after, rest, filterFor: () => wanted });
        },
        resolve: (root: VoicemailMessageSource) => root,
      },
    },
    types: { MissedCall: missedCallResolvers, VoicemailMessage: voicemailMessageResolvers },
  };
}

import { readFileSync } from 'node:fs';
import { buildASTSchema, type GraphQLScalarType, type GraphQLSchema, GraphQLString, parse } from 'graphql';
import { DateTimeISOResolver, JSONResolver } from 'graphql-scalars';
import { createSchema } from 'graphql-yoga';
import type { Resolvers } from '../generated/resolvers.ts';
import type { KeyMatcher } from '../kazoo/events/public-data.ts';
import { accountResolvers } from './account-resolvers.ts';
import { type EventResolverOptions, eventResolvers } from './event-resolvers.ts';
import { type LiveResolverOptions, liveResolvers } from './live-resolvers.ts';
import { type MutationResolverOptions, mutationResolvers } from './mutation-resolvers.ts';
import { type NewsResolverOptions, newsResolvers } from './news/news-resolvers.ts';
import type { OperationContext } from './operation-context.ts';
import { type PolledResolverOptions, polledResolvers } from './polls/polled-resolvers.ts';
import { type QueryResolverOptions, queryResolvers } from './query-resolvers.ts';
import { type SnapshotResolverOptions, snapshotResolvers } from './snapshot-resolvers.ts';
import { type SubscriptionResolverOptions, subscriptionResolvers } from './subscription-resolvers.ts';

export type SchemaOptions = QueryResolverOptions &
  SnapshotResolverOptions &
  MutationResolverOptions &
  SubscriptionResolverOptions &
  LiveResolverOptions &
  PolledResolverOptions &
  NewsResolverOptions &
  EventResolverOptions & {
    /** Which of Kazoo's keys no client gets. */
    readonly isHidden: KeyMatcher;
  };

/** One path for the source and for the build: both files are two levels below the root. */
const schemaFile = new URL('../../schema.graphql', import.meta.url);
const definitions = parse(readFileSync(schemaFile, 'utf8'), { noLocation: true });

/** Builds the executable schema of the gateway from `schema.graphql`. */
export function buildGatewaySchema(options: SchemaOptions): GraphQLSchema {
  const { Query, Viewer } = queryResolvers(options);
  const snapshots = snapshotResolvers(options);
  const live = liveResolvers(options);
  const polled = polledResolvers(options);
  const news = newsResolvers(options);
  const resolvers: Resolvers = {
    Query: { ...Query, ...snapshots.queries, ...live.queries, ...polled.queries },
    Account: accountResolvers(options.access, options.isHidden),
    ...snapshots.types,
    Viewer: { ...Viewer, ...snapshots.types.Viewer },
    ...live.types,
    ...polled.types,
    ...news.types,
    ...eventResolvers(options),
    ...mutationResolvers(options),
    Subscription: {
      ...subscriptionResolvers(options),
      ...live.subscriptions,
      ...polled.subscriptions,
      ...news.subscriptions,
    },
  };
  const scalars = {
    DateTime: valuesOf(DateTimeISOResolver),
    JSON: valuesOf(JSONResolver),
    PageCursor: valuesOf(GraphQLString),
  };
  return createSchema<OperationContext>({
    // It was valid when the types of the resolvers were generated from it; the check takes longer than all the rest.
    typeDefs: buildASTSchema(definitions, { assumeValidSDL: true }),
    resolvers: [resolvers, scalars],
    // The schema was just built and nothing else has it: a copy would take longer than building it.
    updateResolversInPlace: true,
  });
}

/**
 * The functions that read and write a scalar. Its name and description come from `schema.graphql`.
 */
function valuesOf({ serialize, parseValue, parseLiteral }: GraphQLScalarType) {
  return { serialize, parseValue, parseLiteral };
}

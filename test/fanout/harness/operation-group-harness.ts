import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { vi } from 'vitest';
import { FlushScheduler } from '../../../src/fanout/flush-scheduler.ts';
import { OperationGroup } from '../../../src/fanout/operation-group.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { ignoringObserver } from './ignoring-observer.ts';
import { SharedSourceDouble } from './shared-source-double.ts';
import { SubscriberListenerDouble } from './subscriber-listener-double.ts';

export type OperationGroupHarness = ReturnType<typeof createOperationGroupHarness>;

/** A group whose schema counts what it is asked, and can fail. */
export function createOperationGroupHarness(query = 'subscription { event { number name } }', variableValues = {}) {
  const readNumber = vi.fn<(source: { readonly number: number }, context: unknown) => unknown>(({ number }) => number);
  const event = new GraphQLObjectType({
    name: 'Event',
    fields: {
      number: { type: GraphQLInt, resolve: (source, _, context) => readNumber(source, context) },
      name: { type: GraphQLString },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: { event: { type: event, args: { only: { type: GraphQLInt } }, resolve: (root) => root } },
    }),
  });
  const source = new SharedSourceDouble();
  const onEmpty = vi.fn<() => void>();
  const masked = new Error('masked');
  const maskError = vi.fn<(error: unknown) => Error>(() => masked);
  const scheduler = new FlushScheduler(ignoringObserver);
  const group = new OperationGroup({
    operation: { schema, document: parse(query), operationName: undefined, variableValues },
    source,
    client: 'somebody',
    scheduler,
    catchUps: new SlicedQueue(),
    onEmpty,
    maskError,
  });
  return { group, source, scheduler, onEmpty, maskError, masked, readNumber };
}

export async function addSubscribers(count: number, { group, source }: OperationGroupHarness) {
  const holders = Array.from({ length: count }, () => new SubscriberListenerDouble());
  const joining = holders.map((holder) => group.subscriber(holder));
  source.becomeLive();
  return { holders, subscribers: await Promise.all(joining) };
}

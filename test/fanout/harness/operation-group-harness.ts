import { GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { vi } from 'vitest';
import { FlushScheduler } from '../../../src/fanout/flush-scheduler.ts';
import { OperationGroup } from '../../../src/fanout/operation-group.ts';
import { StartFrames } from '../../../src/fanout/projection/start-frames.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { boundless } from './boundless.ts';
import { endOfTurn } from './end-of-turn.ts';
import { ignoringObserver } from './ignoring-observer.ts';
import { SharedSourceDouble } from './shared-source-double.ts';
import { SubscriberDouble } from './subscriber-double.ts';

export type OperationGroupHarness = ReturnType<typeof createOperationGroupHarness>;

/** A group whose schema counts what it is asked, and can fail. */
export function createOperationGroupHarness(
  query = 'subscription { event { number name } }',
  variableValues = {},
  limits = boundless,
) {
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
  const masked = new GraphQLError('masked');
  const maskError = vi.fn<(error: unknown) => GraphQLError>(() => masked);
  const scheduler = new FlushScheduler(ignoringObserver);
  const operation = { schema, document: parse(query), operationName: undefined, variableValues };
  const ignore = () => undefined;
  const startFrames = new StartFrames();
  const services = {
    scheduler,
    maskError,
    catchUps: new SlicedQueue(),
    onDelivered: ignore,
    onExecuted: ignore,
    limits,
    startFrames,
  };
  const group = new OperationGroup(operation, source, 'somebody', services, onEmpty);
  return { group, source, startFrames, scheduler, onEmpty, maskError, masked, readNumber };
}

/** What a client begins with where a field is shown as a whole. */
export function wholeOf(number: number) {
  return { root: { number }, cursor: 'c', receivedAt: new Date(0), size: 100, isWhole: true };
}

/** Adds subscribers to which events flow. */
export async function addSubscribers(count: number, { group, source }: OperationGroupHarness) {
  const subscribers = Array.from({ length: count }, () => new SubscriberDouble(group));
  const joining = subscribers.map((subscriber) => subscriber.join());
  source.becomeLive();
  await Promise.all(joining);
  return subscribers;
}

/** Resolves when everything is delivered, in however many slices. */
export async function allDelivered({ scheduler }: OperationGroupHarness): Promise<void> {
  while (scheduler.isDue) await endOfTurn();
}

import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { vi } from 'vitest';
import { OperationGroup } from '../../../src/fanout/operation-group.ts';
import { Turn } from '../../../src/fanout/turn.ts';
import { SeatHolderDouble } from './seat-holder-double.ts';
import { SharedSourceDouble } from './shared-source-double.ts';

export type OperationGroupStage = ReturnType<typeof stageOperationGroup>;

/** A group whose schema counts what it is asked, and can fail. */
export function stageOperationGroup(query = 'subscription { event { number name } }', variableValues = {}) {
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
  const turn = new Turn();
  const group = new OperationGroup({
    operation: { schema, document: parse(query), operationName: undefined, variableValues },
    source,
    client: 'somebody',
    turn,
    onEmpty,
    maskError,
  });
  return { group, source, turn, onEmpty, maskError, masked, readNumber };
}

export async function takeSeats(count: number, { group, source }: OperationGroupStage) {
  const holders = Array.from({ length: count }, () => new SeatHolderDouble());
  const joining = holders.map((holder) => group.seat(holder));
  source.becomeLive();
  return { holders, seats: await Promise.all(joining) };
}

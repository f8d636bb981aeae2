import type {
  AccountBoardUpdateResolvers,
  CallFilter,
  CallLegResolvers,
  CallsUpdateResolvers,
  QueryResolvers,
  SubscriptionResolvers,
} from '../generated/resolvers.ts';
import type { AccountBoard } from '../live/boards/account-board.ts';
import type { Call, RemovedCall } from '../live/calls/call.ts';
import type { RemovedRow } from '../live/live-rows.ts';
import type { LiveUpdate } from '../live/live-update.ts';
import type { SharedTables } from '../live/shared-table.ts';
import { type LiveAccess, LiveField } from './live-field.ts';
import { rowIds } from './row-ids.ts';
import { type Conditions, hasOneOf, inputFilter } from './subscriptions/item-filter.ts';

/** What a client is told of the calls of an account. */
export type CallsUpdateSource = LiveUpdate<Call, RemovedCall>;
export type RemovedCallSource = RemovedCall | RemovedRow;
/** And of how they are doing. */
export type AccountBoardUpdateSource = LiveUpdate<AccountBoard, RemovedRow>;

export interface LiveResolverOptions extends LiveAccess {
  readonly calls: SharedTables<Call, RemovedCall>;
  readonly boards: SharedTables<AccountBoard, RemovedRow>;
}

export interface LiveResolvers {
  readonly queries: QueryResolvers;
  readonly subscriptions: SubscriptionResolvers;
  readonly types: {
    readonly CallsUpdate: CallsUpdateResolvers;
    readonly CallLeg: CallLegResolvers;
    readonly AccountBoardUpdate: AccountBoardUpdateResolvers;
  };
}

/** A condition for every argument; the compiler sees to it. They read what clients can read. */
const callConditions: Conditions<CallFilter, Call> = {
  states: hasOneOf(({ state }) => [state]),
  directions: hasOneOf(({ direction }) => [direction]),
  // Not by the row's own `ownerIds`, which may be hidden from clients.
  ownerIds: hasOneOf(({ from, to, legs }) => [from, to, ...legs].map(({ userId }) => userId)),
  numbers: hasOneOf(({ from, to }) => [from.number, to.number]),
  queueIds: hasOneOf(({ queueId }) => [queueId]),
};

/** Returns the resolvers of live lists, each as a subscription and as a query. */
export function liveResolvers(options: LiveResolverOptions): LiveResolvers {
  const calls = new LiveField('calls', options.calls, options);
  const boards = new LiveField('accountBoard', options.boards, options);
  return {
    queries: {
      async calls(_, { accountId, filter }, context) {
        const selection = { accountId, filter: inputFilter(callConditions, filter) };
        const { rows, cursor, takenAt } = await calls.list(selection, context);
        return { nodes: rows, cursor, takenAt };
      },
      async accountBoard(_, { accountId }, context) {
        const { rows, cursor, takenAt } = await boards.list({ accountId }, context);
        return { nodes: rows, cursor, takenAt };
      },
    },
    subscriptions: {
      calls: {
        subscribe: (_, { accountId, filter, throttleMs }, __, field) =>
          calls.follow({ accountId, throttleMs, filter: inputFilter(callConditions, filter) }, field),
        resolve: (update: CallsUpdateSource) => update,
      },
      accountBoard: {
        subscribe: (_, { accountId, throttleMs }, __, field) => boards.follow({ accountId, throttleMs }, field),
        resolve: (update: AccountBoardUpdateSource) => update,
      },
    },
    types: {
      CallsUpdate: { calls: ({ rows }) => rows },
      CallLeg: { id: rowIds.CallLeg },
      AccountBoardUpdate: { accountBoard: ({ rows }) => rows },
    },
  };
}

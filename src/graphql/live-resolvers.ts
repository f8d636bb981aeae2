import type {
  AccountBoardUpdateResolvers,
  CallFilter,
  CallLegResolvers,
  CallsUpdateResolvers,
  ConferencesUpdateResolvers,
  ConferenceUpdateResolvers,
  PeopleUpdateResolvers,
  QueryResolvers,
  SubscriptionResolvers,
} from '../generated/resolvers.ts';
import type { AccountBoard } from '../live/boards/account-board.ts';
import type { Call, RemovedCall } from '../live/calls/call.ts';
import type { LiveConference } from '../live/conferences/room.ts';
import type { RemovedRow } from '../live/live-rows.ts';
import type { LiveUpdate } from '../live/live-update.ts';
import type { Person } from '../live/people/person.ts';
import type { SharedTables } from '../live/shared-table.ts';
import { type LiveAccess, LiveField } from './live-field.ts';
import { requireShared } from './polls/shared-selection.ts';
import { rowIds } from './row-ids.ts';
import { type Conditions, hasOneOf, type ItemFilter, inputFilter, itemFilter } from './subscriptions/item-filter.ts';

/** What a client is told of the calls of an account. */
export type CallsUpdateSource = LiveUpdate<Call, RemovedCall>;
export type RemovedCallSource = RemovedCall | RemovedRow;
/** What a client is told of how the calls of an account are doing. */
export type AccountBoardUpdateSource = LiveUpdate<AccountBoard, RemovedRow>;
/** What a client is told of the people of an account. */
export type PeopleUpdateSource = LiveUpdate<Person, RemovedRow>;
/** What a client is told of the conferences of an account, or of one of them. */
export type ConferencesUpdateSource = LiveUpdate<LiveConference, RemovedRow>;

export interface LiveResolverOptions extends LiveAccess {
  readonly calls: SharedTables<Call, RemovedCall>;
  readonly boards: SharedTables<AccountBoard, RemovedRow>;
  readonly people: SharedTables<Person, RemovedRow>;
  readonly conferences: SharedTables<LiveConference, RemovedRow>;
  /** The lists of all accounts below one. */
  readonly below: {
    readonly calls: SharedTables<Call, RemovedCallSource>;
    readonly boards: SharedTables<AccountBoard, RemovedRow>;
  };
}

export interface LiveResolvers {
  readonly queries: QueryResolvers;
  readonly subscriptions: SubscriptionResolvers;
  readonly types: {
    readonly CallsUpdate: CallsUpdateResolvers;
    readonly CallLeg: CallLegResolvers;
    readonly AccountBoardUpdate: AccountBoardUpdateResolvers;
    readonly PeopleUpdate: PeopleUpdateResolvers;
    readonly ConferencesUpdate: ConferencesUpdateResolvers;
    readonly ConferenceUpdate: ConferenceUpdateResolvers;
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

/** What a query reads of each conference with the client's own token. */
const related: ReadonlySet<string> = new Set(['owner']);

function onlyConference(conferenceId: string): ItemFilter<LiveConference> {
  return itemFilter(
    'id',
    hasOneOf(({ id }) => [id]),
    conferenceId,
  );
}

/** Returns the resolvers of live lists, each as a subscription and as a query. */
export function liveResolvers(options: LiveResolverOptions): LiveResolvers {
  const { below } = options;
  const calls = {
    ACCOUNT: new LiveField('calls', options.calls, options),
    DESCENDANTS: new LiveField('calls below', below.calls, options),
  };
  const boards = {
    ACCOUNT: new LiveField('accountBoard', options.boards, options),
    DESCENDANTS: new LiveField('accountBoard below', below.boards, options),
  };
  const people = new LiveField('people', options.people, options);
  const conferences = new LiveField('conferences', options.conferences, options);
  return {
    queries: {
      calls: (_, { accountId, filter, scope }, context) =>
        calls[scope ?? 'ACCOUNT'].list({ accountId, filter: inputFilter(callConditions, filter) }, context),
      accountBoard: (_, { accountId, scope }, context) => boards[scope ?? 'ACCOUNT'].list({ accountId }, context),
      people: (_, { accountId }, context) => people.list({ accountId }, context),
    },
    subscriptions: {
      calls: {
        subscribe: (_, { accountId, filter, throttleMs, scope, ...rest }, __, field) =>
          calls[scope ?? 'ACCOUNT'].follow(
            { accountId, throttleMs, filter: inputFilter(callConditions, filter), rest },
            field,
          ),
        resolve: (update: CallsUpdateSource) => update,
      },
      accountBoard: {
        subscribe: (_, { accountId, throttleMs, scope, ...rest }, __, field) =>
          boards[scope ?? 'ACCOUNT'].follow({ accountId, throttleMs, rest }, field),
        resolve: (update: AccountBoardUpdateSource) => update,
      },
      people: {
        subscribe: (_, { accountId, throttleMs, ...rest }, __, field) =>
          people.follow({ accountId, throttleMs, rest }, field),
        resolve: (update: PeopleUpdateSource) => update,
      },
      conferences: {
        subscribe(_, { accountId, throttleMs, ...rest }, __, field) {
          const target = conferences.follow({ accountId, throttleMs, rest }, field);
          requireShared(field, related);
          return target;
        },
        resolve: (update: ConferencesUpdateSource) => update,
      },
      conference: {
        subscribe(_, { accountId, id, throttleMs, ...rest }, __, field) {
          const target = conferences.follow({ accountId, throttleMs, filter: onlyConference(id), rest }, field);
          requireShared(field, related);
          return target;
        },
        resolve: (update: ConferencesUpdateSource) => update,
      },
    },
    types: {
      CallsUpdate: { calls: ({ rows }) => rows },
      CallLeg: { id: rowIds.CallLeg },
      AccountBoardUpdate: { accountBoard: ({ rows }) => rows },
      PeopleUpdate: { people: ({ rows }) => rows },
      ConferencesUpdate: { conferences: ({ rows }) => rows },
      ConferenceUpdate: { conference: ({ rows }) => rows },
    },
  };
}

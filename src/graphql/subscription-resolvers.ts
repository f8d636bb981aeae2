import type { GraphQLResolveInfo } from 'graphql';
import type { ConferenceOwnership } from '../auth/conference-ownership.ts';
import { notOwn } from '../auth/user-restriction.ts';
import { GatewayError } from '../errors.ts';
import type { AccountScope, SubscriptionResolvers } from '../generated/resolvers.ts';
import { type Binding, callBinding } from '../kazoo/blackhole/binding.ts';
import {
  callEventBindings,
  conferenceCommandBindings,
  conferenceEventBindings,
  descendantCallBindings,
  dialogBindings,
  documentBindings,
  type EventBindings,
  faxStatusBindings,
  messageWaitingBindings,
  presenceUpdateBindings,
  streamBindings,
  writtenBinding,
} from '../kazoo/blackhole/event-bindings.ts';
import { spansAccounts } from '../kazoo/blackhole/routing.ts';
import {
  callEventWords,
  conferenceEventWords,
  documentActionWords,
  documentTypeWords,
  streamEventWords,
} from '../kazoo/event-words.ts';
import type { FollowDescendants } from '../live/descendants/descendant-table.ts';
import { settled } from '../scheduling/steps.ts';
import type { NothingUnread, NothingUnreadBut } from './arguments/unread-arguments.ts';
import { DescendantFeeds } from './subscriptions/descendants/descendant-feeds.ts';
import { descendantSource } from './subscriptions/descendants/descendant-source.ts';
import type { DescendantUpstreams } from './subscriptions/descendants/descendant-upstreams.ts';
import {
  callConditions,
  conferenceCommandConditions,
  conferenceConditions,
  dialogConditions,
  documentChanges,
  documentConditions,
  faxStatusConditions,
  messageWaitingConditions,
  presenceUpdateConditions,
  streamConditions,
} from './subscriptions/event-conditions.ts';
import { type EventFilter, residualFilterOf } from './subscriptions/event-filter.ts';
import { eventSource } from './subscriptions/event-source.ts';
import type { DeliveredEvent } from './subscriptions/event-stream.ts';
import { allOf, inputFilter } from './subscriptions/item-filter.ts';
import { type DeliveredStatus, type StatusUpstreams, statusSource } from './subscriptions/status-source.ts';
import { authorizedStream, conferenceCheck, type StreamAccessOptions } from './subscriptions/stream-access.ts';
import { type Authorize, SubscriptionTarget } from './subscriptions/subscription-target.ts';

export interface SubscriptionResolverOptions extends StreamAccessOptions {
  readonly followDescendants: FollowDescendants;
  readonly conferenceOwnership: ConferenceOwnership;
  readonly upstreams: DescendantUpstreams & StatusUpstreams;
}

/** The events that the arguments of a field ask for. */
type Selection = readonly [what: EventBindings, ...filters: readonly (EventFilter | undefined)[]];

/** A `Selection` behind the arguments that a field has left to be read for all. */
type FieldSelection<Rest> = readonly [rest: NothingUnreadBut<StreamArguments, Rest>, ...Selection];

/** The arguments of every subscription to events. */
interface StreamArguments {
  readonly accountId?: string | null;
  readonly after?: string | null;
  readonly scope?: AccountScope | null;
}

/**
 * Returns the resolvers of subscriptions. Each reads its arguments once; a client gets a source
 * only after its authority was verified, so that a refused client causes no upstream traffic.
 */
export function subscriptionResolvers(options: SubscriptionResolverOptions): SubscriptionResolvers {
  const { accountAccess, conferenceOwnership, upstreams, ownerFor } = options;
  const calls = callBinding('*', undefined);
  const feeds = new DescendantFeeds(calls, options.followDescendants, upstreams);

  function authorize({ accountId, after, scope }: StreamArguments, [what, ...filters]: Selection): Authorize {
    const { bindings } = what;
    const filter = allOf(residualFilterOf(what), ...filters);
    return authorizedStream(options, {
      accountId,
      after,
      makeSource(id, ownerId) {
        if (scope !== 'DESCENDANTS') return eventSource({ accountId: id, bindings, ownerId, filter, upstreams });
        if (ownerId !== undefined) throw notOwn();
        return descendantSource({ accountId: id, binding: calls, filter, feeds, upstreams });
      },
      checkEveryAccount: () => requireSpanning(bindings, scope),
      check: conferenceCheck(conferenceOwnership, bindings),
    });
  }

  function stream<Arguments, Rest extends StreamArguments>(select: (given: Arguments) => FieldSelection<Rest>) {
    return {
      subscribe(_: unknown, given: Arguments, __: unknown, field: GraphQLResolveInfo) {
        const [rest, ...selection] = select(given);
        return new SubscriptionTarget(field, authorize(rest, selection));
      },
      resolve: asDelivered,
    };
  }

  function status(accountId: string | null | undefined, _: NothingUnread): Authorize {
    return function* (context) {
      const { session, clientInfo } = context;
      const { token, claims } = session.require();
      const id = accountId ?? claims.accountId;
      yield* settled(accountAccess.authorize(token, id, clientInfo));
      yield* settled(ownerFor?.(context, id));
      return { source: statusSource(id, upstreams) };
    };
  }

  const fields = {
    events: stream(({ binding, ...rest }) => [rest, writtenBinding(binding)]),
    callEvents: stream(({ events, callId, filter, ...rest }) => {
      const bindingsFor = rest.scope === 'DESCENDANTS' ? descendantCallBindings : callEventBindings;
      return [rest, bindingsFor(events?.map(callEventWords.wordOf), callId), inputFilter(callConditions, filter)];
    }),
    conferenceEvents: stream(({ conferenceId, callId, events, filter, ...rest }) => [
      rest,
      conferenceEventBindings(conferenceId, callId, events?.map(conferenceEventWords.wordOf)),
      inputFilter(conferenceConditions, filter),
    ]),
    conferenceCommandEvents: stream(({ conferenceId, filter, ...rest }) => [
      rest,
      conferenceCommandBindings(conferenceId),
      inputFilter(conferenceCommandConditions, filter),
    ]),
    faxEvents: stream(({ faxId, filter, ...rest }) => [
      rest,
      faxStatusBindings(faxId),
      inputFilter(faxStatusConditions, filter),
    ]),
    documentEvents: stream(({ action, type, filter, ...rest }) => [
      rest,
      documentBindings(action && documentActionWords.wordOf(action), type && documentTypeWords.wordOf(type)),
      documentChanges,
      inputFilter(documentConditions, filter),
    ]),
    dialogEvents: stream(({ callId, filter, ...rest }) => [
      rest,
      dialogBindings(callId),
      inputFilter(dialogConditions, filter),
    ]),
    messageWaitingEvents: stream(({ mailbox, filter, ...rest }) => [
      rest,
      messageWaitingBindings(mailbox),
      inputFilter(messageWaitingConditions, filter),
    ]),
    streamStatus: {
      subscribe: (_, { accountId, ...rest }, __, field) => new SubscriptionTarget(field, status(accountId, rest)),
      resolve: asDelivered,
    },
    presenceEvents: stream(({ callId, filter, ...rest }) => [
      rest,
      presenceUpdateBindings(callId),
      inputFilter(presenceUpdateConditions, filter),
    ]),
    streamEvents: stream(({ event, callId, filter, ...rest }) => [
      rest,
      streamBindings(event && streamEventWords.wordOf(event), callId),
      inputFilter(streamConditions, filter),
    ]),
  } satisfies SubscriptionResolvers;

  return {
    ...fields,
    // Former names, which clients may still use.
    conferenceCommands: fields.conferenceCommandEvents,
    faxStatus: fields.faxEvents,
    presenceUpdates: fields.presenceEvents,
  };
}

function requireSpanning(bindings: readonly Binding[], scope: AccountScope | null | undefined): void {
  if (scope === 'DESCENDANTS') throw everyAccountHasNoneAbove();
  if (bindings.every(({ family }) => spansAccounts(family))) return;
  throw new GatewayError(
    'BAD_USER_INPUT',
    'Only calls, conference events, fax progress and audio streams can be subscribed for every account at once ' +
      '(accountId "*").',
  );
}

/** Refuses `scope: DESCENDANTS` of every account at once. */
function everyAccountHasNoneAbove(): GatewayError {
  return new GatewayError(
    'BAD_USER_INPUT',
    'Every account at once (accountId "*") has no descendants. Leave the scope out, or name an account.',
  );
}

/** The fan-out executes operations with the delivered event as the value of their root field. */
function asDelivered<Root extends DeliveredEvent | DeliveredStatus>(root: Root): Root {
  return root;
}

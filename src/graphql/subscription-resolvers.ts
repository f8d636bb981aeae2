import { GatewayError } from '../errors.ts';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { everyAccount } from '../kazoo/accounts.ts';
import { type Binding, parseBinding } from '../kazoo/binding.ts';
import {
  callEventBindings,
  commandedConference,
  conferenceCommandBindings,
  conferenceEventBindings,
  dialogBindings,
  documentBindings,
  type EventBindings,
  faxStatusBindings,
  messageWaitingBindings,
  presenceUpdateBindings,
} from '../kazoo/event-bindings.ts';
import { spansAccounts } from '../kazoo/routing.ts';
import type { AccountSource } from './account-source.ts';
import type { Authority } from './authority.ts';
import type { ConferenceOwnership } from './conference-ownership.ts';
import type { DeliveredEvent } from './delivered-event.ts';
import {
  callConditions,
  conferenceCommandConditions,
  conferenceConditions,
  dialogConditions,
  documentChanges,
  documentConditions,
  faxStatusConditions,
  kazooWord,
  messageWaitingConditions,
  presenceUpdateConditions,
} from './event-conditions.ts';
import { allOf, type EventFilter, eventFilter, unsaidFilter } from './event-filter.ts';
import { type EventUpstreams, eventSource } from './event-source.ts';
import type { OperationContext } from './operation-context.ts';
import { type DeliveredStatus, type StatusUpstreams, statusSource } from './status-source.ts';
import { type OwnerFor, unrestricted } from './user-restriction.ts';

export interface SubscriptionResolverOptions {
  readonly authority: Authority;
  readonly conferenceOwnership: ConferenceOwnership;
  readonly upstreams: EventUpstreams & StatusUpstreams;
  /** Default: whoever may act on an account sees all of it. */
  readonly ownerFor?: OwnerFor | undefined;
  /** Called before a topic of the account is opened; `undefined` when there is nothing to wait for. Default: there never is. */
  readonly prepareSocket?: (accountId: string) => Promise<void> | undefined;
}

/** What a subscription field asks for, by its arguments. */
type Wish = readonly [what: EventBindings, ...filters: readonly (EventFilter | undefined)[]];

/** What every subscription takes. */
interface StreamArguments {
  readonly accountId?: string | null;
  readonly after?: string | null;
}

/** Each field reads its arguments, then checks the client's own authority, and only then names a source: a refused client causes no upstream traffic. */
export function subscriptionResolvers(options: SubscriptionResolverOptions): SubscriptionResolvers {
  const { authority, conferenceOwnership, upstreams, ownerFor = unrestricted, prepareSocket } = options;

  async function source(
    { accountId, after }: StreamArguments,
    [{ bindings, unsaid }, ...filters]: Wish,
    context: OperationContext,
  ): Promise<AccountSource> {
    const { session, caller, lastEventId } = context;
    const { token, claims } = session.require();
    const id = accountId ?? claims.accountId;
    if (id === everyAccount) requireSpanning(bindings);
    await authority.admit(token, id, caller);
    const ownerId = await ownerFor(context, id);
    const source = eventSource({
      accountId: id,
      bindings,
      ownerId,
      filter: allOf(unsaidFilter(unsaid), ...filters),
      after: lastEventId ?? after ?? undefined,
      upstreams,
    });
    for (const conferenceId of bindings.map(commandedConference)) {
      if (conferenceId !== undefined) await conferenceOwnership.check(token, id, conferenceId, caller);
    }
    await prepareSocket?.(id);
    return source;
  }

  function stream<Arguments extends StreamArguments>(wish: (given: Arguments) => Wish) {
    return {
      subscribe: async (_: unknown, given: Arguments, context: OperationContext) => source(given, wish(given), context),
      resolve: asDelivered,
    };
  }

  return {
    events: stream(({ binding }) => [{ bindings: [parseBinding(binding)] }]),
    callEvents: stream(({ events, callId, filter }) => [
      callEventBindings(events, callId),
      eventFilter(callConditions, filter),
    ]),
    conferenceEvents: stream(({ conferenceId, callId, filter }) => [
      conferenceEventBindings(conferenceId, callId),
      eventFilter(conferenceConditions, filter),
    ]),
    conferenceCommands: stream(({ conferenceId, filter }) => [
      conferenceCommandBindings(conferenceId),
      eventFilter(conferenceCommandConditions, filter),
    ]),
    faxStatus: stream(({ faxId, filter }) => [faxStatusBindings(faxId), eventFilter(faxStatusConditions, filter)]),
    documentEvents: stream(({ action, type, filter }) => [
      documentBindings(action && kazooWord(action), type && kazooWord(type)),
      documentChanges,
      eventFilter(documentConditions, filter),
    ]),
    dialogEvents: stream(({ callId, filter }) => [dialogBindings(callId), eventFilter(dialogConditions, filter)]),
    messageWaitingEvents: stream(({ mailbox, filter }) => [
      messageWaitingBindings(mailbox),
      eventFilter(messageWaitingConditions, filter),
    ]),
    streamStatus: {
      async subscribe(_, { accountId }, context) {
        const { session, caller } = context;
        const { token, claims } = session.require();
        const id = accountId ?? claims.accountId;
        await authority.admit(token, id, caller);
        await ownerFor(context, id);
        return statusSource(id, upstreams);
      },
      resolve: asDeliveredStatus,
    },
    presenceUpdates: stream(({ callId, filter }) => [
      presenceUpdateBindings(callId),
      eventFilter(presenceUpdateConditions, filter),
    ]),
  };
}

function requireSpanning(bindings: readonly Binding[]): void {
  if (bindings.every(({ family }) => spansAccounts(family))) return;
  throw new GatewayError(
    'BAD_USER_INPUT',
    'Kazoo has calls, conference events and fax progress for every account at once (accountId "*"), and nothing else.',
  );
}

/** The fan-out executes on what the source delivered. */
function asDelivered(delivered: DeliveredEvent): DeliveredEvent {
  return delivered;
}

function asDeliveredStatus(status: DeliveredStatus): DeliveredStatus {
  return status;
}

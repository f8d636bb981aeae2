import { GatewayError } from '../errors.ts';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { type Binding, callBinding, parseBinding } from '../kazoo/binding.ts';
import type { Authority } from './authority.ts';
import type { DeliveredEvent } from './delivered-event.ts';
import { EventSource, type EventSourceOptions } from './event-source.ts';
import type { OperationContext } from './operation-context.ts';

export interface SubscriptionResolverOptions {
  readonly authority: Authority;
  readonly listen: EventSourceOptions['listen'];
}

/** Each field checks its arguments, then the client's own authority, and only then names a source: a refused client causes no upstream traffic. */
export function subscriptionResolvers({ authority, listen }: SubscriptionResolverOptions): SubscriptionResolvers {
  async function source(
    accountId: string | null | undefined,
    bindings: readonly Binding[],
    { session, caller }: OperationContext,
  ): Promise<EventSource> {
    const { token, claims } = session.require();
    const { id } = await authority.check(token, accountId ?? claims.accountId, caller);
    return new EventSource({ accountId: id, bindings, listen });
  }

  return {
    events: {
      subscribe: (_, { accountId, binding }, context) => source(accountId, [parseBinding(binding)], context),
      resolve: asDelivered,
    },
    callEvents: {
      subscribe: (_, { accountId, events, callId }, context) =>
        source(accountId, callBindings(events ?? undefined, callId ?? undefined), context),
      resolve: asDelivered,
    },
  };
}

/** The fan-out executes on what the source delivered. */
function asDelivered(delivered: DeliveredEvent): DeliveredEvent {
  return delivered;
}

function callBindings(events: readonly string[] | undefined, callId: string | undefined): readonly Binding[] {
  if (callId === '') throw new GatewayError('BAD_USER_INPUT', 'callId is empty. Leave it out to hear of all calls.');
  if (events === undefined) return [callBinding('*', callId)];
  if (events.length === 0)
    throw new GatewayError('BAD_USER_INPUT', 'events is empty. Leave it out to hear of all events.');
  // Sorted, so that the order in which a client names them does not split groups.
  return [...new Set(events)].sort().map((event) => callBinding(event, callId));
}

import type { JsonObject } from '../../../src/simulator/json.ts';
import type { Harness, Reader } from '../../harness/gateway-harness.ts';

export const calls = `subscription ($accountId: ID, $filter: CallFilter, $throttleMs: Int) {
  calls(accountId: $accountId, filter: $filter, throttleMs: $throttleMs) {
    kind cursor takenAt gap { reason certain accountIds }
    calls { id state direction from { name number } to { number } answeredAt legs { callId } }
    removed { id reason hangupCause wasAnswered }
  }
}`;

/** What the tests select of `calls`. */
export interface CallsData {
  readonly calls: CallsUpdate;
}

export interface CallsUpdate {
  readonly kind: string;
  readonly calls: readonly { readonly id: string; readonly state: string }[];
  readonly removed: readonly { readonly id: string; readonly reason: string }[];
  readonly gap: unknown;
}

/** The two legs of a call from 1001 to 1002, told by events alone. */
export interface CallLegs {
  inbound(event: string): void;
  outbound(event: string): void;
  bridge(): void;
}

export function callLegs(
  harness: Pick<Harness, 'kazoo' | 'accountId'>,
  name: string,
  interactionId: string,
  fields: JsonObject = {},
  variables: JsonObject = {},
): CallLegs {
  const accountId = harness.accountId(name);
  const publish = (leg: 'inbound' | 'outbound', event: string): void =>
    void harness.kazoo.publishCall(accountId, event, {
      call_id: `${interactionId}-${leg}`,
      other_leg_call_id: `${interactionId}-${leg === 'inbound' ? 'outbound' : 'inbound'}`,
      call_direction: leg,
      caller_id_name: 'Ann',
      caller_id_number: '1001',
      callee_id_number: '1002',
      ...(event === 'CHANNEL_DESTROY' ? { hangup_cause: 'NORMAL_CLEARING' } : {}),
      custom_channel_vars: {
        account_id: accountId,
        call_interaction_id: interactionId,
        authorizing_type: 'device',
        ...variables,
      },
      ...fields,
    });
  return {
    inbound: (event) => publish('inbound', event),
    outbound: (event) => publish('outbound', event),
    bridge: () => publish('inbound', 'CHANNEL_BRIDGE'),
  };
}

/** Reads on until an update is as wanted. */
export async function following(
  reader: Reader<CallsData>,
  isWanted: (update: CallsUpdate) => boolean,
): Promise<CallsUpdate> {
  for (;;) {
    const update = (await reader.next()).data?.calls;
    if (update !== undefined && isWanted(update)) return update;
  }
}

/** How often Kazoo was asked for the legs that are up. */
export function listRequests({ kazoo }: Pick<Harness, 'kazoo'>): number {
  return kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/channels')).length;
}

/** Follows the calls of an account, and has read what comes first. */
export async function follow(harness: Harness, name = 'demo', variables = {}): Promise<Reader<CallsData>> {
  const reader = harness.subscribe<CallsData>(harness.clientOf(name), calls, variables);
  await following(reader, ({ kind }) => kind === 'SNAPSHOT');
  return reader;
}

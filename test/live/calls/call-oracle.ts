import type { Channel, LiveState } from '../../../src/simulator/directory/live-state.ts';

/** What can be told of a call from nothing but what is going on now. */
export interface Expected {
  readonly state: string;
  readonly ownerIds: readonly string[];
  readonly callIds: readonly string[];
}

/**
 * The calls of the simulated Kazoo, found in another way than the gateway finds them.
 *
 * @param isKnown whether the leg to an agent is known to be for the caller's leg
 */
export function expectedCalls(
  live: LiveState,
  accountId: string,
  isKnown: (agentCallId: string, memberCallId: string) => boolean = () => true,
): readonly Expected[] {
  const parked = new Set(live.parkedIn(accountId).map(({ callId }) => callId));
  let calls = live.channelsOf(accountId).map((channel) => [channel]);
  for (const channel of calls.flat()) {
    const joined = calls.filter((call) => call.some((other) => isOneCall(channel, other, isKnown)));
    calls = [...calls.filter((call) => !joined.includes(call)), joined.flat()];
  }
  return calls.map((legs) => ({
    state: stateOf(legs, parked),
    ownerIds: [...new Set(legs.flatMap(({ ownerId, deviceId }) => [ownerId, deviceId]))]
      .filter((id) => id !== undefined)
      .sort(),
    callIds: legs.map(({ callId }) => callId).sort(),
  }));
}

function isOneCall(
  one: Channel,
  other: Channel,
  isKnown: (agentCallId: string, memberCallId: string) => boolean,
): boolean {
  return (
    one.interactionId === other.interactionId ||
    one.otherLegCallId === other.callId ||
    other.otherLegCallId === one.callId ||
    (one.memberCallId === other.callId && isKnown(one.callId, other.callId)) ||
    (other.memberCallId === one.callId && isKnown(other.callId, one.callId))
  );
}

function stateOf(legs: readonly Channel[], parked: ReadonlySet<string>): string {
  if (legs.some(({ callId }) => parked.has(callId))) return 'PARKED';
  const answered = legs.filter(({ answeredAtMs }) => answeredAtMs !== undefined);
  const rings = legs.length - answered.length;
  // Somebody has answered the caller, or nobody else is asked for.
  const isAnswered = answered.length > 1 || (answered.length === 1 && rings === 0) || calleeAnswered(legs);
  if (!isAnswered) return 'RINGING';
  return legs.some(({ isOnHold }) => isOnHold) ? 'ON_HOLD' : 'ANSWERED';
}

function calleeAnswered(legs: readonly Channel[]): boolean {
  return legs.some(({ direction }) => direction === 'inbound')
    ? legs.some(({ direction, answeredAtMs }) => direction === 'outbound' && answeredAtMs !== undefined)
    : false;
}

import type { CallParty, CallRoute, CallState } from './call.ts';
import type { Leg } from './leg.ts';

/** What the legs of a call that are up say of the call. */
export interface CallShape {
  readonly state: CallState;
  readonly direction: CallRoute;
  readonly from: CallParty;
  readonly to: CallParty;
  /** Whether a leg other than the caller's is answered. */
  readonly isTalk: boolean;
  /** The owners of those. */
  readonly answererIds: readonly string[];
}

/** @param legs those that are up, oldest first; at least one */
export function shapeOf(legs: readonly [Leg, ...Leg[]]): CallShape {
  const caller = legs.find((leg) => leg.isInbound) ?? legs[0];
  const isCallee = legs.length === 1 && !caller.isInbound && caller.facts.otherLegCallId !== null;
  const others = legs.filter((leg) => leg !== caller);
  const answered = others.filter((leg) => leg.isAnswered);
  const ringing = others.filter((leg) => isRinging(leg, caller));
  return {
    state: stateOf(legs, answered.length > 0 || (ringing.length === 0 && caller.isAnswered)),
    direction: directionOf(caller, others),
    from: isCallee ? farEndOf(caller) : caller.party,
    to: isCallee ? caller.party : calleeOf(caller, answered, ringing),
    isTalk: answered.length > 0,
    answererIds: [...new Set(answered.flatMap(({ ownerIds }) => [...ownerIds]))],
  };
}

function stateOf(legs: readonly Leg[], isAnswered: boolean): CallState {
  if (legs.some((leg) => leg.state === 'PARKED')) return 'PARKED';
  if (!isAnswered) return 'RINGING';
  return legs.some((leg) => leg.state === 'ON_HOLD') ? 'ON_HOLD' : 'ANSWERED';
}

/**
 * A leg that rang before the caller was answered by somebody else does not ring any more, although
 * its end may not have been told (kazoo-5.md section 5: a declined ring).
 */
function isRinging(leg: Leg, { answeredAtMs }: Leg): boolean {
  return !leg.isInbound && !leg.isAnswered && (answeredAtMs === undefined || answeredAtMs <= leg.createdAtMs);
}

function directionOf(caller: Leg, others: readonly Leg[]): CallRoute {
  if (caller.isCarrier && caller.isInbound) return 'INBOUND';
  return [caller, ...others].some((leg) => leg.isCarrier) ? 'OUTBOUND' : 'INTERNAL';
}

/** Whoever answered last; else whoever it rings for, if that is one; else what was dialled. */
function calleeOf(caller: Leg, answered: readonly Leg[], ringing: readonly Leg[]): CallParty {
  const [talking, ...otherTalking] = answered;
  if (talking !== undefined)
    return otherTalking.reduce(
      (last, leg) => ((leg.answeredAtMs ?? 0) >= (last.answeredAtMs ?? 0) ? leg : last),
      talking,
    ).party;
  const [first, ...rest] = ringing;
  if (first !== undefined && rest.length === 0) return first.party;
  const userId = first?.party.userId ?? null;
  return {
    ...farEndOf(caller),
    userId: rest.every((leg) => leg.party.userId === userId) ? userId : null,
  };
}

/** Who a leg is connected with, as the leg itself tells it. */
function farEndOf({ isInbound, facts }: Leg): CallParty {
  const { callerName, callerNumber, calleeName, calleeNumber, dialledNumber } = facts;
  const [name, number] = isInbound ? [calleeName, calleeNumber ?? dialledNumber] : [callerName, callerNumber];
  return { name, number, userId: null, deviceId: null };
}

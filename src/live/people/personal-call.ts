import type { Call, CallLeg } from '../calls/call.ts';
import type { PersonCall } from './person.ts';

/** A call that a user is in, or that rings for them. */
export interface PersonalCall extends PersonCall {
  readonly state: 'RINGING' | 'TALKING' | 'ON_HOLD';
  readonly sinceMs: number;
}

/** Of several calls that one is shown which takes the user most. */
const order = { TALKING: 2, ON_HOLD: 1, RINGING: 0 };

/**
 * Returns what a call is to each of the users whose phones are in it. It reads only what clients
 * may see: who is hidden is nobody.
 */
export function personalCalls(call: Call): ReadonlyMap<string, PersonalCall> {
  const calls = new Map<string, PersonalCall>();
  const caller = call.legs.find(({ callDirection }) => callDirection !== 'OUTBOUND');
  for (const leg of call.legs) {
    const { userId } = leg;
    if (userId === null || !isIn(leg, caller)) continue;
    const personal = personalCall(call, leg, userId);
    const known = calls.get(userId);
    if (known === undefined || comparePersonal(personal, known) > 0) calls.set(userId, personal);
  }
  return calls;
}

/** Positive where `one` is to be shown rather than `other`. */
export function comparePersonal(one: PersonalCall, other: PersonalCall): number {
  return order[one.state] - order[other.state] || one.sinceMs - other.sinceMs || (one.rowId < other.rowId ? 1 : -1);
}

/**
 * A leg that rang before the caller was answered elsewhere rings no more, although its end may not
 * have been told (kazoo-5.md section 5: a declined ring).
 */
function isIn(leg: CallLeg, caller: CallLeg | undefined): boolean {
  if (leg === caller || leg.callDirection !== 'OUTBOUND' || leg.state !== 'RINGING') return true;
  const answeredAt = caller?.answeredAt ?? null;
  return answeredAt === null || answeredAt <= leg.startedAt;
}

function personalCall(call: Call, leg: CallLeg, userId: string): PersonalCall {
  const { id, direction, from, to } = call;
  const otherParty = from.userId === userId ? to : from;
  const common = { rowId: id, direction, otherParty };
  if (leg.state === 'RINGING') return { ...common, state: 'RINGING', sinceMs: leg.startedAt.getTime() };
  if (call.state === 'ON_HOLD' || leg.state === 'PARKED')
    return { ...common, state: 'ON_HOLD', sinceMs: call.since.getTime() };
  return { ...common, state: 'TALKING', sinceMs: (leg.answeredAt ?? call.since).getTime() };
}

import type { Call } from '../../../src/live/calls/call.ts';

const noParty = { name: null, number: null, userId: null, deviceId: null };

/** A call from outside that rings, unless told otherwise. */
export function callRow(id: string, given: Partial<Call> = {}): Call {
  return {
    id,
    accountId: 'acme',
    ownerIds: [],
    state: 'RINGING',
    direction: 'INBOUND',
    from: noParty,
    to: noParty,
    startedAt: new Date(0),
    answeredAt: null,
    since: new Date(0),
    parkedSlot: null,
    conferenceId: null,
    queueId: null,
    wasAnswered: false,
    answererIds: [],
    recording: false,
    legs: [],
    ...given,
  };
}

import { TrafficLeg } from './traffic-leg.ts';
import type { Party, Story, TrafficSite } from './traffic-site.ts';
import { anyColleagues, anyStranger, newInteractionId, serviceParty } from './traffic-site.ts';

/** The two legs of a call. */
export interface Pair {
  readonly a: TrafficLeg;
  readonly b: TrafficLeg;
}

const pauseMs = { setUp: [200, 900], ringing: [1_500, 5_000], answered: [150, 600], talking: [4_000, 20_000] } as const;

/** Somebody outside calls a colleague, and they talk. */
export function* inboundCall(site: TrafficSite): Story {
  const [callee] = anyColleagues(site, 1);
  if (callee !== undefined) yield* talk(site, anyStranger(site), callee);
}

/** A colleague calls somebody outside. */
export function* outboundCall(site: TrafficSite): Story {
  const [caller] = anyColleagues(site, 1);
  if (caller !== undefined) yield* talk(site, caller, anyStranger(site));
}

/** Two colleagues talk, and one of them puts the other on hold for a while. */
export function* heldCall(site: TrafficSite): Story {
  const [caller, callee] = anyColleagues(site, 2);
  if (caller === undefined || callee === undefined) return;
  const pair = startPair(site, caller, callee);
  try {
    yield* connect(site, pair);
    yield pause(site, 'talking');
    pair.b.hold();
    yield pause(site, 'ringing');
    pair.b.unhold();
    yield pause(site, 'talking');
  } finally {
    hangUp(pair, 'NORMAL_CLEARING');
  }
}

/** A caller from outside talks to a machine, which hears the call through a websocket. */
export function* streamedCall(site: TrafficSite): Story {
  const [callee] = anyColleagues(site, 1);
  if (callee === undefined) return;
  const pair = startPair(site, anyStranger(site), callee);
  const ids = { call_id: pair.a.channel.callId, stream_id: site.random.uuid() };
  const { publisher, account } = site;
  let isStreaming = false;
  try {
    yield* connect(site, pair);
    publisher.stream(account.id, 'start', { ...ids, stream_name: 'assistant' });
    isStreaming = true;
    yield pause(site, 'talking');
  } finally {
    // Pivot repeats the id in place of the name (kazoo-5.md section 5).
    if (isStreaming) publisher.stream(account.id, 'stop', { ...ids, stream_name: ids.stream_id, reason: 'hangup' });
    hangUp(pair, 'NORMAL_CLEARING');
  }
}

export function* internalCall(site: TrafficSite): Story {
  const [caller, callee] = anyColleagues(site, 2);
  if (caller !== undefined && callee !== undefined) yield* talk(site, caller, callee);
}

/** Nobody answers: the caller gives up, or the phone is busy. */
export function* missedCall(site: TrafficSite): Story {
  const [callee] = anyColleagues(site, 1);
  if (callee === undefined) return;
  const pair = startPair(site, anyStranger(site), callee);
  const cause = site.random.pick(['ORIGINATOR_CANCEL', 'NO_ANSWER', 'USER_BUSY']);
  try {
    yield* ring(site, pair);
  } finally {
    hangUp(pair, cause);
    if (site.behaviour.hasEvents5) pair.a.noteMissed(callee);
  }
}

/** The phone declines, which on 5.x leaves its leg without a DESTROY. */
export function* declinedCall(site: TrafficSite): Story {
  const [callee] = anyColleagues(site, 1);
  if (callee === undefined) return;
  const pair = startPair(site, anyStranger(site), callee);
  try {
    yield* ring(site, pair);
    pair.b.destroy('CALL_REJECTED');
    yield pause(site, 'answered');
  } finally {
    hangUp(pair, 'NORMAL_CLEARING');
  }
}

/** A caller from outside is handed on to another colleague. */
export function* transferredCall(site: TrafficSite): Story {
  const [first, second] = anyColleagues(site, 2);
  if (first === undefined || second === undefined) return;
  const caller = anyStranger(site);
  const pair = startPair(site, caller, first);
  let third: TrafficLeg | undefined;
  try {
    yield* connect(site, pair);
    yield pause(site, 'talking');
    pair.a.noteTransfer(first, second.number);
    pair.b.destroy('BLIND_TRANSFER');
    third = new TrafficLeg(site, {
      direction: 'outbound',
      party: second,
      caller,
      callee: second,
      interactionId: pair.a.channel.interactionId,
      otherLeg: pair.a,
    });
    third.create();
    yield pause(site, 'ringing');
    third.answer();
    pair.a.bridge(third);
    yield pause(site, 'talking');
  } finally {
    third?.destroy('NORMAL_CLEARING');
    hangUp(pair, 'NORMAL_CLEARING');
  }
}

/** A caller is parked, and then fetched by a colleague or loses patience. */
export function* parkedCall(site: TrafficSite): Story {
  const [parker, retriever] = anyColleagues(site, 2);
  if (parker === undefined || retriever === undefined) return;
  const caller = anyStranger(site);
  const pair = startPair(site, caller, parker);
  let slot = '';
  let fetching: TrafficLeg | undefined;
  let isParked = false;
  try {
    yield* connect(site, pair);
    yield pause(site, 'talking');
    slot = freeSlot(site);
    pair.b.destroy('BLIND_TRANSFER');
    pair.a.park('PARK_PARKED', slot, pair.b.channel.callId);
    isParked = true;
    yield pause(site, 'ringing');
    if (site.random.chance(0.6)) {
      fetching = new TrafficLeg(site, {
        direction: 'inbound',
        party: retriever,
        caller: retriever,
        callee: serviceParty('Parking', `*3${slot}`),
        interactionId: newInteractionId(site),
      });
      fetching.create();
      fetching.answer();
      yield pause(site, 'answered');
      pair.a.park('PARK_RETRIEVED', slot, pair.b.channel.callId);
      isParked = false;
      fetching.bridge(pair.a);
      yield pause(site, 'talking');
    }
  } finally {
    if (isParked) pair.a.park('PARK_ABANDONED', slot, pair.b.channel.callId);
    fetching?.destroy('NORMAL_CLEARING');
    hangUp(pair, 'NORMAL_CLEARING');
  }
}

function freeSlot({ random, live, account }: TrafficSite): string {
  const taken = new Set(live.parkedIn(account.id).map(({ slot }) => slot));
  let slot = random.pick(['100', '101', '102', '*07']);
  for (let next = 103; taken.has(slot); next += 1) slot = String(next);
  return slot;
}

export function pause(site: TrafficSite, what: keyof typeof pauseMs): number {
  const [least, most] = pauseMs[what];
  return site.random.integer(least, most);
}

function* talk(site: TrafficSite, caller: Party, callee: Party): Story {
  const pair = startPair(site, caller, callee);
  try {
    yield* connect(site, pair);
    yield pause(site, 'talking');
  } finally {
    hangUp(pair, 'NORMAL_CLEARING');
  }
}

export function startPair(site: TrafficSite, caller: Party, callee: Party): Pair {
  const interactionId = newInteractionId(site);
  const a = new TrafficLeg(site, { direction: 'inbound', party: caller, caller, callee, interactionId });
  const b = new TrafficLeg(site, { direction: 'outbound', party: callee, caller, callee, interactionId, otherLeg: a });
  return { a, b };
}

function* ring(site: TrafficSite, { a, b }: Pair): Story {
  a.create();
  yield pause(site, 'setUp');
  b.create();
  yield pause(site, 'ringing');
}

export function* connect(site: TrafficSite, pair: Pair): Story {
  yield* ring(site, pair);
  pair.b.answer();
  yield pause(site, 'answered');
  pair.a.answer();
  pair.a.bridge(pair.b);
}

export function hangUp({ a, b }: Pair, cause: string): void {
  b.destroy(cause);
  a.destroy(cause);
}

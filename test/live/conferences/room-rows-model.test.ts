import { expect, test } from 'vitest';
import { RoomRows } from '../../../src/live/conferences/room-rows.ts';
import { Random } from '../../../src/simulator/random.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { type EventOptions, listed, type Member, roomEvent, roomId } from './room-site.ts';

interface Said {
  readonly event: string;
  /** Left out: it is about the room. */
  readonly member?: Member;
  readonly options: EventOptions;
}

const callIds = ['ann', 'bob', 'cid', 'dora'];
/** An event overtakes others of so many at most, and a list is asked for so long after all came. */
const maxOvertaken = 3;
const quietMs = 1_000;

/** People who come, go, come again and are muted; now and then all leave, and others meet. */
class Meeting {
  readonly members = new Map<string, Member>();
  readonly #random: Random;
  readonly #hasClock: boolean;
  #atMs = Date.now();
  #lastId = 0;
  #run = 1;

  constructor(random: Random, hasClock: boolean) {
    this.#random = random;
    this.#hasClock = hasClock;
  }

  act(): readonly Said[] {
    const callId = this.#random.pick(callIds);
    const known = this.members.get(callId);
    if (known === undefined) {
      if (this.members.size === 0) this.#run += 1;
      this.#lastId += 1;
      return [this.#put('add-member', { callId, participantId: this.#lastId, speak: true })];
    }
    if (this.#random.chance(0.4)) {
      this.members.delete(callId);
      const left = this.#say('del-member', known);
      return this.members.size > 0 ? [left] : [left, this.#say('conference-destroy')];
    }
    const speak = known.speak !== true;
    return [this.#put(speak ? 'unmute-member' : 'mute-member', { ...known, speak })];
  }

  #put(event: string, member: Member): Said {
    this.members.set(member.callId, member);
    return this.#say(event, member);
  }

  #say(event: string, member?: Member): Said {
    this.#atMs += 10;
    const options = { instanceId: `run-${this.#run}`, ...(this.#hasClock ? { momentMs: this.#atMs } : {}) };
    return { event, options, ...(member === undefined ? {} : { member }) };
  }
}

test.each([
  ['by the clock of the switch', true],
  ['without one', false],
])('%s a room is as Kazoo lists it after a repair, whatever was lost, late or told twice', (_, hasClock) => {
  for (let seed = 1; seed <= fuzzRuns(200); seed += 1) {
    const random = new Random(seed);
    const meeting = new Meeting(random, hasClock);
    let nowMs = 0;
    const rows = new RoomRows(roomId, () => nowMs);
    const shown = () => [...rows.rows()].flatMap(({ participants }) => participants);
    const gone = new Set<number>();
    const hear = ({ event, member, options }: Said): void => {
      nowMs += 1;
      rows.receive(roomEvent(event, member, options));
      if (event === 'del-member' && member !== undefined) gone.add(member.participantId);
      const back = shown().filter(({ participantId }) => gone.has(participantId ?? 0));
      expect(back, `seed ${seed}: who has left is back`).toEqual([]);
    };

    for (let repair = 0; repair < 4; repair += 1) {
      const waiting: Said[] = [];
      for (let step = random.integer(1, 25); step > 0; step -= 1) {
        for (const said of meeting.act()) {
          if (random.chance(0.15)) continue;
          waiting.splice(Math.max(0, waiting.length - random.integer(0, maxOvertaken)), 0, said);
          if (random.chance(0.1)) waiting.push(said);
        }
        while (waiting.length > maxOvertaken) {
          const next = waiting.shift();
          if (next !== undefined) hear(next);
        }
      }
      waiting.forEach(hear);
      nowMs += quietMs;
      rows.repair(listed(...meeting.members.values()), nowMs, true);

      const told = new Map(shown().map(({ callId, participantId, speak }) => [callId, { participantId, speak }]));
      const truth = [...meeting.members.values()].map(({ callId, participantId, speak }) => [
        callId,
        { participantId, speak },
      ]);
      expect(told, `seed ${seed}`).toEqual(new Map(truth.map(([callId, state]) => [callId, state] as const)));
      expect(rows.size, `seed ${seed}`).toBe(meeting.members.size);
    }
  }
});

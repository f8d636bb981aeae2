import { switchTimeMs } from '../../emission-time.ts';
import type { EventData } from '../../events/event-field.ts';
import { AwaitedReplies } from './awaited-replies.ts';
import { Completeness } from './completeness.ts';
import { loopActiveMs } from './loop-activity.ts';
import { LossTeller } from './loss-teller.ts';
import { SwitchClocks } from './switch-clocks.ts';

export interface OverflowWatchListener {
  /** Sends a ping. False where clients' commands need the room. */
  sendPing(): boolean;
  /** Kazoo has dropped something that it emitted after `fromMs`, or may have: not `certain`. */
  onOverflow(fromMs: number, certain: boolean): void;
}

/** Kazoo 4.3.116 and later drop what comes while more frames wait (protocol.md "Pressure"). */
const maxWaitingFrames = 50;
/** Kazoo sends so many waiting frames within this time: at least a thousand a second. */
const burstMs = 50;
/** Before a reply has shown how long frames wait: at least fifty a second. */
const unprovenBurstMs = 1_000;
/** How long the fastest event, by which the clock of a switch is known, may have waited itself. */
const fastestWaitMs = 10;
/** A ping goes out after so many frames: before, fewer can have waited than Kazoo keeps. */
const framesPerPing = maxWaitingFrames;
/** At most two of the ten commands a second that Kazoo takes of a socket. */
const pingIntervalMs = 500;
const maxPings = 2;
/** Where none was ever answered, no more than this are sent: nothing there knows them. */
const maxVainPings = 3;
/** A reply that came longer ago belongs to another time of load: this one began later. */
const proofLastsMs = 5_000;

/**
 * Detects that Kazoo dropped events of a socket, which it does without a word. All that Kazoo sends
 * waits in one queue, so that two things show how long the queue was:
 *
 * - A reply that comes after one to a later command never comes: it was dropped, and so may have
 *   been what came with it. Under load pings are sent for the sake of their replies.
 * - Where fewer than 50 frames were read between the moment at which something was sent and its
 *   own receipt, fewer than 50 waited before it. What is sent is an event, by the clock of its
 *   switch, or the command that a reply belongs to.
 *
 * Moments are those of `performance.now()`.
 */
export class OverflowWatch {
  readonly #listener: OverflowWatchListener;
  readonly #completeness = new Completeness();
  readonly #clocks = new SwitchClocks();
  readonly #replies = new AwaitedReplies();
  readonly #teller: LossTeller;
  /** When the latest frames were read, in a ring: with the present one, as many as may wait. */
  readonly #reads = new Float64Array(maxWaitingFrames - 1).fill(Number.NEGATIVE_INFINITY);
  #framesRead = 0;
  readonly #activeMs: () => number;
  /** All frames of a turn of the event loop count as read when it began: our work delays none. */
  #turn: NodeJS.Immediate | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;
  /** How long a frame can have waited before `#readAtMs`: the loop was busy, and did not look. */
  #unreadMs = 0;
  #activeBeforeMs: number;
  /** An event that hardly waited has shown the clocks: a reply came soon, and proved that. */
  #areClocksProven = false;
  /** The latest of the frames that were read came into Kazoo's queue no earlier than that. */
  #queuedMs = Number.NEGATIVE_INFINITY;
  #framesSincePing = 0;
  #pingSentAtMs = Number.NEGATIVE_INFINITY;
  #isPingAnswered = false;
  #vainPings = 0;
  /** When the latest command was sent whose reply hardly waited. */
  #provenMs = Number.NEGATIVE_INFINITY;

  /** @param activeMs for how long the event loop was busy so far */
  constructor(listener: OverflowWatchListener, activeMs = loopActiveMs) {
    this.#listener = listener;
    this.#activeMs = activeMs;
    this.#activeBeforeMs = activeMs();
    this.#teller = new LossTeller((fromMs, certain) => listener.onOverflow(fromMs, certain));
  }

  /**
   * Until when everything that Kazoo emitted has been received, if anything could; undefined while
   * the socket was never open.
   */
  get completeUntilMs(): number | undefined {
    const { untilMs } = this.#completeness;
    return untilMs === undefined ? undefined : Math.min(untilMs, this.unprovenFromMs);
  }

  /** The earliest moment since which something may be missing of which nobody is told yet. */
  get unprovenFromMs(): number {
    return Math.min(this.#teller.pendingFromMs, ...this.#replies.pings.map(({ lostFromMs }) => lostFromMs));
  }

  /** The socket is open, and holds nothing: nothing that was emitted before is missing. */
  open(): void {
    this.#provenMs = performance.now();
    this.reach(this.#provenMs);
  }

  /** Nothing that Kazoo emitted before `atMs` is on its way any more. */
  reach(atMs: number): void {
    this.#completeness.reach(atMs);
  }

  /** Hot: once per event. */
  receiveEvent(data: EventData): void {
    this.#beginTurn();
    const isLate = this.#count(this.#waitedSinceMs(data));
    // Before the event counts as received: what was dropped can have been emitted before it.
    if (isLate) this.#teller.note(this.#completeness.untilMs ?? this.#readAtMs, false);
    this.#completeness.receive(data);
  }

  /** The event can have waited since then at the earliest. */
  #waitedSinceMs(data: EventData): number {
    const emittedMs = switchTimeMs(data);
    const arrivedMs = this.#readAtMs - this.#unreadMs;
    if (emittedMs === undefined) return Math.max(arrivedMs - burstMs, this.#queuedMs);
    const name = data['switch_nodename'];
    const soonestMs = this.#clocks.read(typeof name === 'string' ? name : '', emittedMs, this.#readAtMs);
    if (!this.#areClocksProven) {
      return Math.max(arrivedMs - (this.#arePingsVain ? burstMs : unprovenBurstMs), this.#queuedMs);
    }
    // Whatever is read before an event came into the queue before it, also what was emitted later.
    this.#queuedMs = Math.max(this.#queuedMs, soonestMs - fastestWaitMs);
    return this.#queuedMs;
  }

  /** What is no event and no reply waits, too. */
  receiveStray(): void {
    this.#beginTurn();
    this.#count(Number.POSITIVE_INFINITY);
  }

  receiveReply(requestId: string): void {
    this.receiveStray();
    const answer = this.#replies.answer(requestId);
    if (answer === undefined) return;
    const { to, overtaken } = answer;
    // What waited for us when the command came was sent before its reply, or dropped; the next came later than that.
    this.reach(to.atMs);
    this.#queuedMs = Math.max(this.#queuedMs, to.atMs);
    for (const { isPing, lostFromMs } of overtaken) {
      // What does not know pings answers none.
      if (!isPing || this.#isPingAnswered) this.#teller.note(lostFromMs, true);
    }
    if (to.isPing) this.#isPingAnswered = true;
    if (this.#framesRead - to.framesBefore > maxWaitingFrames) this.#teller.note(to.lostFromMs, false);
    else {
      this.#provenMs = to.atMs;
      if (to.knewClocks) this.#areClocksProven = true;
    }
  }

  /** A command goes out, and Kazoo will answer with this id. */
  sent(requestId: string, isPing: boolean): void {
    const atMs = performance.now();
    const lostFromMs = Math.max(this.#provenMs, atMs - proofLastsMs);
    const { areKnown: knewClocks } = this.#clocks;
    this.#replies.add(requestId, { isPing, atMs, lostFromMs, framesBefore: this.#framesRead, knewClocks });
  }

  /** The reply has not come in time. It may be late; that it is lost a later one shows. */
  overdue(requestId: string): void {
    const sent = this.#replies.overdue(requestId);
    if (sent === undefined) return;
    if (sent.isPing && !this.#isPingAnswered) this.#vainPings += 1;
    this.#teller.note(sent.lostFromMs, false);
  }

  /** Nothing is told any more. Idempotent. */
  close(): void {
    clearImmediate(this.#turn);
    this.#teller.close();
  }

  #beginTurn(): void {
    if (this.#turn !== undefined) return;
    this.#turn = setImmediate(() => this.#endTurn());
    this.#readAtMs = performance.now();
    const activeMs = this.#activeMs();
    this.#unreadMs = activeMs - this.#activeBeforeMs;
    this.#activeBeforeMs = activeMs;
  }

  /**
   * Counts a frame that waited since `sinceMs` at the earliest. Whether so many others were read
   * since then, and since the last loss was told, that Kazoo may have dropped further ones.
   */
  #count(sinceMs: number): boolean {
    const index = this.#framesRead % this.#reads.length;
    const earliestMs = this.#reads[index] ?? Number.NEGATIVE_INFINITY;
    this.#reads[index] = this.#readAtMs;
    this.#framesRead += 1;
    this.#framesSincePing += 1;
    return earliestMs > sinceMs && earliestMs > this.#teller.toldAtMs;
  }

  #endTurn(): void {
    this.#turn = undefined;
    // Until a reply has proven the clocks much is suspect that was not lost.
    const lacksProof = this.#clocks.areKnown && !this.#areClocksProven;
    if (lacksProof || this.#framesSincePing >= framesPerPing) this.#sendPing();
  }

  /** What is there does not know pings. */
  get #arePingsVain(): boolean {
    return !this.#isPingAnswered && this.#vainPings >= maxVainPings;
  }

  #sendPing(): void {
    const now = performance.now();
    if (now - this.#pingSentAtMs < pingIntervalMs || this.#replies.pings.length >= maxPings) return;
    if (this.#arePingsVain) return;
    if (!this.#listener.sendPing()) return;
    this.#pingSentAtMs = now;
    this.#framesSincePing = 0;
  }
}

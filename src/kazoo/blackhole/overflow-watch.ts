import type { GatewayError } from '../../errors.ts';

export interface OverflowWatchListener {
  /**
   * Sends a command that changes nothing, and resolves with its reply. Undefined where clients'
   * commands need the room.
   */
  sendCanary(): Promise<void> | undefined;
  /** Kazoo has dropped something that it emitted after `fromMs`, or may have: not `certain`. */
  onOverflow(fromMs: number, certain: boolean): void;
}

/** Kazoo 4.3.116 and later drop what comes while more frames wait (protocol.md "Pressure"). */
const maxWaitingFrames = 50;
/** A run ends when nothing is read for so long: what comes later did not wait with the earlier. */
const pauseMs = 5;
/** A canary goes out after so many frames: before, fewer can have waited than Kazoo keeps. */
const framesPerCanary = maxWaitingFrames;
/** At most two of the ten commands a second that Kazoo takes of a socket. */
const canaryIntervalMs = 500;
const maxCanaries = 2;
/** Possible losses are told at most so often: whoever is told loads afresh. */
const tellIntervalMs = 1_000;
/** A canary that came back longer ago belongs to another time of load: this one began later. */
const proofLastsMs = 5_000;

interface Canary {
  readonly fromMs: number;
  readonly sentAtMs: number;
}

/**
 * Detects that Kazoo dropped events of a socket, which it does without a word. Replies wait in the
 * queue of events: a reply that does not come back is certain proof. A run of frames that may all
 * have waited there at once, since none was read in between, is a possible loss.
 */
export class OverflowWatch {
  readonly #listener: OverflowWatchListener;
  /** Frames that were read without a pause. */
  #run = 0;
  #runFromMs = 0;
  #framesSinceCanary = 0;
  #completeUntilMs = 0;
  #turn: NodeJS.Immediate | undefined;
  #turnEndedAtMs = 0;
  /** Sent and not back yet, oldest first. */
  #canaries: Canary[] = [];
  #canarySentAtMs = Number.NEGATIVE_INFINITY;
  /** When the last canary that came back was sent, by the clock of events. */
  #provenMs = 0;
  #suspectedFromMs: number | undefined;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #teller: NodeJS.Timeout | undefined;

  constructor(listener: OverflowWatchListener) {
    this.#listener = listener;
  }

  /** The earliest moment since which something may be missing of which nobody is told yet. */
  get unprovenFromMs(): number {
    const moments = this.#canaries.map(({ fromMs }) => fromMs);
    return Math.min(...moments, this.#suspectedFromMs ?? Number.POSITIVE_INFINITY);
  }

  /** Hot: once per frame, before its event counts for `completeUntilMs`. */
  receive(completeUntilMs: number): void {
    this.#completeUntilMs = completeUntilMs;
    if (this.#turn === undefined) this.#beginTurn();
    this.#run += 1;
    this.#framesSinceCanary += 1;
  }

  /** Nothing is told any more. Idempotent. */
  close(): void {
    clearImmediate(this.#turn);
    clearTimeout(this.#teller);
    this.#canaries = [];
  }

  #beginTurn(): void {
    if (performance.now() - this.#turnEndedAtMs >= pauseMs) {
      this.#run = 0;
      this.#runFromMs = this.#completeUntilMs;
    }
    this.#turn = setImmediate(() => this.#endTurn());
  }

  #endTurn(): void {
    this.#turn = undefined;
    this.#turnEndedAtMs = performance.now();
    if (this.#framesSinceCanary >= framesPerCanary) this.#sendCanary();
    if (this.#run >= maxWaitingFrames) this.#suspect();
  }

  #suspect(): void {
    this.#suspectedFromMs ??= this.#runFromMs;
    if (this.#teller !== undefined) return;
    const waitMs = this.#toldAtMs + tellIntervalMs - performance.now();
    if (waitMs <= 0) this.#tell();
    else this.#teller = setTimeout(() => this.#tell(), waitMs);
  }

  #tell(): void {
    this.#teller = undefined;
    this.#toldAtMs = performance.now();
    const fromMs = this.#suspectedFromMs ?? this.#runFromMs;
    this.#suspectedFromMs = undefined;
    this.#run = 0;
    this.#runFromMs = this.#completeUntilMs;
    this.#listener.onOverflow(fromMs, false);
  }

  #sendCanary(): void {
    const now = performance.now();
    if (this.#canaries.length >= maxCanaries || now - this.#canarySentAtMs < canaryIntervalMs) return;
    const reply = this.#listener.sendCanary();
    if (reply === undefined) return;
    this.#canarySentAtMs = now;
    this.#framesSinceCanary = 0;
    const sentAtMs = Date.now();
    const isProofRecent = sentAtMs - this.#provenMs < proofLastsMs;
    const fromMs = isProofRecent ? this.#provenMs : Math.min(this.#runFromMs, sentAtMs - proofLastsMs);
    const canary = { fromMs, sentAtMs };
    this.#canaries.push(canary);
    reply.then(
      () => this.#cameBack(canary),
      // A refusal is a reply, too; what ends with the socket is settled already.
      (error: GatewayError) =>
        error.code === 'UPSTREAM_TIMEOUT' ? this.#settle(canary, true) : this.#cameBack(canary),
    );
  }

  /** Replies come in order: those that were sent before it are lost. */
  #cameBack(canary: Canary): void {
    for (const earlier of this.#canaries.slice(0, Math.max(0, this.#canaries.indexOf(canary)))) {
      this.#settle(earlier, true);
    }
    this.#settle(canary, false);
    this.#provenMs = canary.sentAtMs;
  }

  /** Without effect for one that is settled, or given up with the socket. */
  #settle(canary: Canary, isLost: boolean): void {
    const index = this.#canaries.indexOf(canary);
    if (index < 0) return;
    this.#canaries.splice(index, 1);
    if (isLost) this.#listener.onOverflow(canary.fromMs, true);
  }
}

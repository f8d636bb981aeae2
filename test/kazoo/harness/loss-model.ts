import { vi } from 'vitest';
import { OverflowWatch } from '../../../src/kazoo/blackhole/losses/overflow-watch.ts';
import { wallTimeMs } from '../../../src/kazoo/blackhole/losses/wall-time.ts';
import { SessionMailbox } from '../../../src/simulator/blackhole/session-mailbox.ts';
import { Random } from '../../../src/simulator/random.ts';

export interface Load {
  readonly seed: number;
  /** Events a second, at random moments. */
  readonly perSecond: number;
  readonly seconds: number;
  /** In the middle of each third second Kazoo's process does nothing for so long. */
  readonly stallMs: number;
  /** So many events come at once each third second. */
  readonly burst: number;
  /** Frames a second that Kazoo's process sends. */
  readonly pace: number;
  /** `Infinity`: the version queues. */
  readonly maxWaitingFrames: number;
  /** Whether a switch gives the times of the events. */
  readonly isTimed: boolean;
}

export interface Told {
  readonly fromMs: number;
  readonly toMs: number;
  readonly certain: boolean;
}

/** What became of a load; events by what was told of them. */
export interface Outcome {
  readonly emitted: number;
  readonly lost: number;
  readonly inCertain: number;
  readonly inPossible: number;
  readonly silent: number;
  /** The share of the time that lies inside of what was told. */
  readonly covered: number;
  readonly told: readonly Told[];
}

/** From a switch to Kazoo's process, and from there to us. */
const transitMs = 1;
/** Of a hundred events, so many are late by up to 20 ms: each has a process of its own. */
const lateOfHundred = 5;
const mostLateMs = 20;
const replyTimeoutMs = 5_000;

/**
 * Plays a load through the simulator's model of the queue of one socket, and judges what the watch
 * tells. Timers must be fake: all of it takes no time.
 */
export async function playLoad(load: Load): Promise<Outcome> {
  const { seed, perSecond, seconds, stallMs, pace, maxWaitingFrames } = load;
  const random = new Random(seed);
  const after = (delayMs: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  };
  const mailbox = new SessionMailbox({ maxWaiting: maxWaitingFrames, pace: () => pace, after });
  const told: Told[] = [];
  const lostAtMs: number[] = [];
  const deadlines = new Map<string, NodeJS.Timeout>();
  let pings = 0;
  const watch = new OverflowWatch(
    {
      sendPing() {
        pings += 1;
        const requestId = `p${pings}`;
        watch.sent(requestId, true);
        deadlines.set(
          requestId,
          setTimeout(() => watch.overdue(requestId), replyTimeoutMs),
        );
        setTimeout(() => mailbox.post(() => mailbox.offer(() => reply(requestId), 0)), transitMs);
        return true;
      },
      onOverflow: (fromMs, certain) => told.push({ fromMs: wallTimeMs(fromMs), toMs: Date.now(), certain }),
    },
    () => 0,
  );
  const reply = (requestId: string): void => {
    setTimeout(() => {
      clearTimeout(deadlines.get(requestId));
      watch.receiveReply(requestId);
    }, transitMs);
  };
  watch.open();
  const startedAtMs = Date.now();

  let emitted = 0;
  const emit = (): void => {
    emitted += 1;
    const emittedMs = Date.now();
    const data = load.isTimed ? { msg_id: String(emittedMs * 1_000), switch_nodename: 'fs1' } : {};
    const lateMs = random.chance(lateOfHundred / 100) ? random.integer(0, mostLateMs) : 0;
    setTimeout(() => {
      const send = () => void setTimeout(() => watch.receiveEvent(data), transitMs);
      if (!mailbox.offer(send, 0)) lostAtMs.push(emittedMs);
    }, transitMs + lateMs);
  };
  for (let elapsedMs = 0; elapsedMs < seconds * 1_000; elapsedMs += 1) {
    const share = perSecond / 1_000;
    // Two halves of a chance each: events come in clusters, too.
    for (let half = 0; half < 2; half += 1) {
      const expected = share * random.next();
      const count = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
      for (let event = 0; event < count; event += 1) emit();
    }
    if (elapsedMs % 3_000 === 500) for (let event = 0; event < load.burst; event += 1) emit();
    if (stallMs > 0 && elapsedMs % 3_000 === 1_500) {
      mailbox.stall();
      setTimeout(() => mailbox.resume(), stallMs);
    }
    vi.advanceTimersByTime(1);
  }
  // What is told at most twice a minute is told by then.
  await vi.advanceTimersByTimeAsync(60_000);
  watch.close();

  const within = (atMs: number, gaps: readonly Told[]) =>
    gaps.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  const certain = told.filter((gap) => gap.certain);
  const inCertain = lostAtMs.filter((atMs) => within(atMs, certain)).length;
  const inAny = lostAtMs.filter((atMs) => within(atMs, told)).length;
  return {
    emitted,
    lost: lostAtMs.length,
    inCertain,
    inPossible: inAny - inCertain,
    silent: lostAtMs.length - inAny,
    covered: shareWithin(told, startedAtMs, startedAtMs + seconds * 1_000),
    told,
  };
}

function shareWithin(gaps: readonly Told[], fromMs: number, toMs: number): number {
  let within = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += 1) {
    if (gaps.some((gap) => gap.fromMs <= atMs && atMs <= gap.toMs)) within += 1;
  }
  return within / (toMs - fromMs);
}

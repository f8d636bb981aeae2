import type { Binding } from '../../kazoo/blackhole/binding.ts';

/**
 * Whether blackhole binds `binding` to the database of the month in which it was subscribed, and to
 * no later one (events.md section 10). Of a type wildcard that is true for one half of what it
 * covers.
 */
export function isMonthly({ family, text }: Binding): boolean {
  if (family === 'fax.object') return true;
  if (family !== 'object') return false;
  const [, , type = ''] = text.split('.');
  return ['*', 'fax', 'mailbox_message'].includes(type);
}

export interface Renewal {
  /** When to subscribe once more. */
  readonly atMs: number;
  /** What was filed since then may have been missed. */
  readonly lostSinceMs: number;
  /**
   * Whether no other renewal follows for this month: the past month's bindings can be released
   * then.
   */
  readonly isLast: boolean;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Every zone is off UTC by a multiple of this: at one of these moments the month begins there. */
const quarterMs = 15 * minuteMs;
/** The month begins first in UTC+14, and last in UTC-12. */
const firstZoneAheadMs = 14 * hourMs;
const lastZoneBehindMs = 12 * hourMs;
/** How much the clocks of nodes may differ from ours. */
const clockToleranceMs = 20_000;
/**
 * Bindings are subscribed just after the rollover, and once more when every clock shows the new
 * month.
 */
const delaysMs = [500, clockToleranceMs];

/**
 * The next moment after `nowMs` at which month bindings are subscribed once more. With the nodes'
 * time zone it is their midnight, and UTC's where that comes later; without it, every quarter of an
 * hour at which the month begins somewhere.
 */
export function nextRenewal(nowMs: number, timeZone: string | undefined): Renewal {
  const now = new Date(nowMs);
  for (const months of [0, 1, 2]) {
    const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1);
    const renewals = renewalsAround(first, timeZone);
    const next = renewals.find(({ atMs }) => atMs > nowMs);
    if (next !== undefined) return next;
  }
  throw new RangeError(`There is no month after ${now.toISOString()} in ${timeZone ?? 'any zone'}.`);
}

function renewalsAround(firstOfMonthMs: number, timeZone: string | undefined): readonly Renewal[] {
  const rollovers: number[] = [];
  const beginsMonth = timeZone === undefined ? () => true : monthBeginning(timeZone);
  for (let at = firstOfMonthMs - firstZoneAheadMs; at <= firstOfMonthMs + lastZoneBehindMs; at += quarterMs) {
    if (beginsMonth(at)) rollovers.push(at);
  }
  // Part of what Kazoo files goes by UTC's month: until that has begun, too, the past month's files are in use
  // (events.md section 10).
  if (Math.max(...rollovers) < firstOfMonthMs) rollovers.push(firstOfMonthMs);
  const renewals = rollovers.flatMap((beganAtMs) => {
    const lostSinceMs = firstLossBefore(beganAtMs, firstOfMonthMs, Math.min(...rollovers)) - clockToleranceMs;
    return delaysMs.map((delayMs) => ({ atMs: beganAtMs + delayMs, lostSinceMs }));
  });
  return renewals.map((renewal, index) => ({ ...renewal, isLast: index === renewals.length - 1 }));
}

/**
 * Returns when the first event may have been missed that the renewal after `rolloverMs` is for: at
 * the earlier of the nodes' rollover and UTC's. Nodes in Berlin begin December at
 * 2026-11-30T23:00Z; both renewals, after 23:00Z and after 00:00Z, are for what was missed since
 * 23:00Z. Nodes in New York begin it at 2026-12-01T05:00Z; both renewals, after 00:00Z and after
 * 05:00Z, are for what was missed since 00:00Z.
 */
function firstLossBefore(rolloverMs: number, rolloverOfUtcMs: number, firstRolloverMs: number): number {
  if (rolloverMs === rolloverOfUtcMs) return firstRolloverMs;
  return Math.min(rolloverMs, rolloverOfUtcMs);
}

/**
 * Tells whether the month begins at a moment. Not every first of a month has a midnight: where the
 * clock is put forward at that hour, the month begins at 1 o'clock.
 */
function monthBeginning(timeZone: string): (atMs: number) => boolean {
  const dayOfMonth = new Intl.DateTimeFormat('en', { timeZone, day: 'numeric' });
  return (atMs) => dayOfMonth.format(atMs) === '1' && dayOfMonth.format(atMs - quarterMs) !== '1';
}

/** A longer `setTimeout` fires at once; waking up in between does no harm. */
const longestWaitMs = 12 * hourMs;

/** Two months, whose renewals make up for all before them: a clock may be set by decades. */
const longestOverdueMs = 62 * 24 * hourMs;

/**
 * The latest renewal that is due, where several are: the process stood still, or the clock was set.
 * It makes up for those before it, and for what they lost.
 *
 * @param first the first of them
 */
function latestDue(first: Renewal, nowMs: number, timeZone: string | undefined): Renewal {
  let due = first;
  for (;;) {
    const next = nextRenewal(Math.max(due.atMs, nowMs - longestOverdueMs), timeZone);
    if (next.atMs > nowMs) return due;
    due = { ...next, lostSinceMs: Math.min(due.lostSinceMs, next.lostSinceMs) };
  }
}

/**
 * Calls `renew` at each renewal, once where several have become due. Returns the function that
 * stops it.
 */
export function watchMonthRollovers(timeZone: string | undefined, renew: (renewal: Renewal) => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (next: Renewal): void => {
    timer = setTimeout(
      () => {
        const nowMs = Date.now();
        if (nowMs >= next.atMs) renew(latestDue(next, nowMs, timeZone));
        // Computed also when this one is not due yet: the clock may have been set back to before an earlier one.
        wait(nextRenewal(nowMs, timeZone));
      },
      Math.min(longestWaitMs, Math.max(0, next.atMs - Date.now())),
    );
    timer.unref();
  };
  wait(nextRenewal(Date.now(), timeZone));
  return () => clearTimeout(timer);
}

import { LRUCache } from 'lru-cache';

/** One day as a time zone has it, from its first millisecond to that of the next. */
export interface LocalDay {
  readonly startMs: number;
  readonly endMs: number;
}

/** A day of 25 hours, and some. */
const longestDayMs = 27 * 60 * 60 * 1_000;

/** More than there are zones: each can be written in many ways. About 200 bytes each. */
const maxTimezones = 1_000;

/**
 * The present days of time zones. Each is found out once: at midnight, all boards of a zone ask.
 */
export class LocalDays {
  readonly #byTimezone = new LRUCache<string, LocalDay>({ max: maxTimezones });

  /**
   * Returns the day around a moment, whose length changes with the clock.
   *
   * @param nowMs in milliseconds since 1970
   * @param timezone a name of the IANA database
   */
  around(nowMs: number, timezone: string): LocalDay {
    const known = this.#byTimezone.get(timezone);
    if (known !== undefined && nowMs >= known.startMs && nowMs < known.endMs) return known;
    const day = localDay(nowMs, timezone);
    this.#byTimezone.set(timezone, day);
    return day;
  }
}

function localDay(nowMs: number, timezone: string): LocalDay {
  const format = dateFormat(timezone);
  const today = format.format(nowMs);
  const isToday = (momentMs: number): boolean => format.format(momentMs) === today;
  return {
    startMs: firstWhere(nowMs - longestDayMs, nowMs, isToday),
    endMs: firstWhere(nowMs, nowMs + longestDayMs, (momentMs) => !isToday(momentMs)),
  };
}

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
}

/** The first whole number after `from`, and up to `to`, of which `holds` is true. */
function firstWhere(from: number, to: number, holds: (momentMs: number) => boolean): number {
  let [before, first] = [from, to];
  while (first - before > 1) {
    const middle = Math.floor((before + first) / 2);
    if (holds(middle)) first = middle;
    else before = middle;
  }
  return first;
}

/** Kazoo counts seconds from the year 0 (UTC): `unix = gregorian - 62167219200`. */
const gregorianOffsetSeconds = 62_167_219_200;

// The ranges do not overlap, so a number tells its own unit. A number outside of them is not a time of Kazoo's.
const gregorianSeconds = { above: 6e10, below: 1e11 };
const unixSeconds = { above: 1e9, below: 1e10 };
const unixMicroseconds = { above: 1e15, below: 1e16 };

const isoTime = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

function dateFromGregorianSeconds(seconds: number): Date {
  return new Date((seconds - gregorianOffsetSeconds) * 1000);
}

/**
 * Reads a time in any form that Kazoo writes: Gregorian seconds, UNIX seconds or UNIX microseconds,
 * each as a number or as text, or ISO 8601 (UTC unless it names a zone). Anything else is `null`.
 */
export function readKazooTime(value: unknown): Date | null {
  if (typeof value === 'number') return dateFromNumber(value);
  if (typeof value !== 'string') return null;

  const text = value.trim();
  return /^\d+(?:\.\d+)?$/.test(text) ? dateFromNumber(Number(text)) : dateFromIso(text);
}

function dateFromNumber(value: number): Date | null {
  if (isWithin(value, gregorianSeconds)) return dateFromGregorianSeconds(value);
  if (isWithin(value, unixSeconds)) return new Date(value * 1000);
  if (isWithin(value, unixMicroseconds)) return new Date(value / 1000);
  return null;
}

function dateFromIso(text: string): Date | null {
  const match = isoTime.exec(text);
  if (match === null) return null;

  const isDateOnly = text.length === 'YYYY-MM-DD'.length;
  const date = new Date(isDateOnly || match[1] !== undefined ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function isWithin(value: number, { above, below }: { readonly above: number; readonly below: number }): boolean {
  return value >= above && value < below;
}

/** Returns the whole Gregorian seconds of a time, as Crossbar's queries take it. */
export function toGregorianSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000) + gregorianOffsetSeconds;
}

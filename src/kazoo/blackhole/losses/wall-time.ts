/**
 * A moment of `performance.now()` as milliseconds since 1970, by the clock as it is set now:
 * durations are measured by a clock that nobody sets.
 */
export function wallTimeMs(momentMs: number): number {
  return Date.now() - (performance.now() - momentMs);
}

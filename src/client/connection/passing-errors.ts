import { extension } from '../result-field.ts';

/** What the next attempt may cure, with the same token or the same credentials. */
export const passingCodes: readonly unknown[] = [
  'RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'SHUTTING_DOWN',
  'INTERNAL_SERVER_ERROR',
];
/** However long the gateway says: more than a timer can wait would be no pause at all. */
const maxToldPauseMs = 3_600_000;

/** How long the gateway asks to wait before the next attempt; zero where it says nothing. */
export function toldPauseMs(error: unknown): number {
  const seconds = extension(error, 'retryAfter');
  return typeof seconds === 'number' ? Math.min(seconds * 1000, maxToldPauseMs) : 0;
}

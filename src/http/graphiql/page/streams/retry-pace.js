const baseMs = 250;
const maxMs = 15_000;

/**
 * How long to wait before the next attempt: at random, so that pages do not come back at once, and
 * within a quarter of a minute.
 *
 * @param {number} attempt 0 for the first
 */
export function retryWaitMs(attempt) {
  return Math.random() * Math.min(baseMs * 2 ** attempt, maxMs);
}

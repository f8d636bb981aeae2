import { GatewayError } from '../errors.ts';

/** Few, so that clients with about the same wish share. */
const stepsMs = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 60_000] as const;
const [shortestMs] = stepsMs;
const longestMs = Math.max(...stepsMs);

/**
 * Rounds the argument `throttleMs` up to a step; 0 without one, which is at once. @throws
 * `BAD_USER_INPUT` for one that is too short or too long.
 */
export function throttleStepMs(throttleMs: number | null | undefined): number {
  if (throttleMs === null || throttleMs === undefined) return 0;
  const step = throttleMs < shortestMs ? undefined : stepsMs.find((stepMs) => stepMs >= throttleMs);
  if (step !== undefined) return step;
  throw new GatewayError('BAD_USER_INPUT', `The argument throttleMs must be between ${shortestMs} and ${longestMs}.`);
}

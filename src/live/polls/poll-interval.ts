import { GatewayError } from '../../errors.ts';

/** Few, so that clients with about the same wish share. */
const stepsMs = [5_000, 10_000, 30_000, 60_000] as const;
const [shortestMs] = stepsMs;
const longestMs = Math.max(...stepsMs);

/**
 * Rounds the argument `everyMs` up to a step; 0 without one, which is as often as the operator lets
 * Kazoo be asked. @throws `BAD_USER_INPUT` for one that is too short or too long.
 */
export function pollStepMs(everyMs: number | null | undefined): number {
  if (everyMs === null || everyMs === undefined) return 0;
  const step = everyMs < shortestMs ? undefined : stepsMs.find((stepMs) => stepMs >= everyMs);
  if (step !== undefined) return step;
  throw new GatewayError('BAD_USER_INPUT', `The argument everyMs must be between ${shortestMs} and ${longestMs}.`);
}

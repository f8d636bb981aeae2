import { performance } from 'node:perf_hooks';

/** For how many milliseconds the event loop was not waiting, since it began. */
export function loopActiveMs(): number {
  return performance.eventLoopUtilization().active;
}

import type { FlushObserver } from '../../../src/fanout/flush-scheduler.ts';

/** For tests in which nothing is measured and no flush fails. */
export const ignoringObserver: FlushObserver = { onEventsFlushed: () => undefined, onError: () => undefined };

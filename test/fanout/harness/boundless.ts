import type { GroupLimits } from '../../../src/fanout/group-services.ts';

/** For tests in which nothing is lost. */
export const boundless: GroupLimits = {
  maxBacklogBytes: Number.POSITIVE_INFINITY,
  maxResultBytes: Number.POSITIVE_INFINITY,
  onLost: () => undefined,
};

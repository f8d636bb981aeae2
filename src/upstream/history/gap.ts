export type GapReason = 'UPSTREAM_DISCONNECTED' | 'UPSTREAM_OVERFLOW' | 'MONTH_TURNED';

/**
 * A stretch of time in which events may have been missed: blackhole replays nothing (protocol.md
 * "Connecting").
 */
export interface Gap {
  readonly from: Date;
  readonly to: Date;
  readonly reason: GapReason;
}

/** A gap that has not ended yet. */
export type OpenGap = Omit<Gap, 'to'>;

/** The open gap, if any, and one since `from`: the first reason counts, and the earliest moment. */
export function extendGap(openGap: OpenGap | undefined, from: Date, reason: GapReason): OpenGap {
  if (openGap === undefined) return { from, reason };
  return openGap.from < from ? openGap : { ...openGap, from };
}

/** The gap ends now. Its ends stand in their order even when the clock was set back meanwhile. */
export function closeGap({ from, reason }: OpenGap): Gap {
  const now = new Date();
  return now < from ? { from: now, to: from, reason } : { from, to: now, reason };
}

/** One gap that covers both; the reason of the earlier one stays. */
export function mergeGaps(pending: Gap | null, gap: Gap): Gap {
  if (pending === null) return gap;
  return {
    from: new Date(Math.min(pending.from.getTime(), gap.from.getTime())),
    to: new Date(Math.max(pending.to.getTime(), gap.to.getTime())),
    reason: pending.reason,
  };
}

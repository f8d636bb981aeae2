const gapReasons = ['UPSTREAM_DISCONNECTED', 'UPSTREAM_OVERFLOW', 'MONTH_TURNED', 'OWNER_LOST'] as const;

export type GapReason = (typeof gapReasons)[number];

export function isGapReason(value: unknown): value is GapReason {
  return gapReasons.some((reason) => reason === value);
}

/**
 * A stretch of time in which events may have been missed: blackhole replays nothing (protocol.md
 * "Connecting").
 */
export interface Gap {
  readonly from: Date;
  readonly to: Date;
  readonly reason: GapReason;
  /** False where nothing may have been missed: it cannot be told. */
  readonly certain: boolean;
  /** The accounts whose events may be missing; absent where only one can be meant. */
  readonly accountIds?: readonly string[];
}

/** A gap that says of whose events it is. */
export type AccountGap = Gap & { readonly accountIds: readonly string[] };

/** Says of a gap whose events may be missing, unless it says so itself. */
export function ofAccount(gap: Gap, accountId: string): AccountGap {
  return { ...gap, accountIds: gap.accountIds ?? [accountId] };
}

/** A gap that has not ended yet. */
export type OpenGap = Omit<Gap, 'to'>;

/**
 * The open gap, if any, and one since `from`: the first reason counts, and the earliest moment. It
 * is certain if one of them is; that a month has begun at Kazoo is only possible.
 */
export function extendGap(openGap: OpenGap | undefined, from: Date, reason: GapReason): OpenGap {
  const certain = reason !== 'MONTH_TURNED';
  if (openGap === undefined) return { from, reason, certain };
  return { ...openGap, from: openGap.from < from ? openGap.from : from, certain: openGap.certain || certain };
}

/** The gap ends now. Its ends stand in their order even when the clock was set back meanwhile. */
export function closeGap({ from, ...gap }: OpenGap): Gap {
  const now = new Date();
  return now < from ? { ...gap, from: now, to: from } : { ...gap, from, to: now };
}

/** One gap that covers both, certain if one is; the reason of the earlier one stays. */
export function mergeGaps<Either extends Gap>(pending: Either | null, gap: Either): Either {
  if (pending === null) return gap;
  const { accountIds = [] } = pending;
  const known = new Set(accountIds);
  const others = gap.accountIds?.filter((accountId) => !known.has(accountId)) ?? [];
  return {
    ...pending,
    from: new Date(Math.min(pending.from.getTime(), gap.from.getTime())),
    to: new Date(Math.max(pending.to.getTime(), gap.to.getTime())),
    certain: pending.certain || gap.certain,
    ...(others.length > 0 && { accountIds: [...accountIds, ...others] }),
  };
}

/** One gap that covers all, as `mergeGaps` does of two; null where there are none. */
export function coverGaps(gaps: Iterable<Gap>): Gap | null {
  let merged: Gap | null = null;
  const accountIds = new Set<string>();
  for (const { accountIds: ids = [], ...gap } of gaps) {
    // The accounts once, after the last: hundreds of lists that grow would take the square of their time.
    merged = mergeGaps(merged, gap);
    for (const accountId of ids) accountIds.add(accountId);
  }
  return merged === null || accountIds.size === 0 ? merged : { ...merged, accountIds: [...accountIds] };
}

/** How long an innocent client waited each time, in milliseconds. */
export type Latencies = readonly number[];

const usualIntervalMs = 20;
/** The innocent client's bounds, in milliseconds. */
const bounds = { leastP99: 50, usualFactor: 5, worst: 500 } as const;
const ninetyNinth = 0.99;

/**
 * Begins `act` at intervals until `over`, whatever became of the one before, and resolves with how
 * long each took.
 */
export async function measure(
  act: () => Promise<void>,
  over: Promise<unknown>,
  intervalMs = usualIntervalMs,
): Promise<Latencies> {
  const durations: Promise<number>[] = [];
  const timed = async (): Promise<number> => {
    const startedAtMs = performance.now();
    await act();
    return performance.now() - startedAtMs;
  };
  const timer = setInterval(() => durations.push(timed()), intervalMs);
  try {
    await over;
  } finally {
    clearInterval(timer);
  }
  return Promise.all(durations);
}

/** What an innocent client waits for where nobody is attacked. */
export interface Beside {
  /** Before the attack. */
  readonly idle: Latencies;
  /** Meanwhile, on the same machine, of another gateway. */
  readonly spared: Latencies;
  /**
   * How many times as long the attacked gateway took for everything as with a processor of its own:
   * one that is not on the attacker's machine, too, has that.
   */
  readonly slowdown: number;
}

/**
 * Whether an innocent client suffers: its 99th percentile stays within 50 ms, as long as they are
 * on this machine, or five times the usual one, and nothing takes longer than 500 such ms.
 */
export function isHarmed(attacked: Latencies, { idle, spared, slowdown }: Beside): boolean {
  const usualP99 = Math.max(percentile(idle, ninetyNinth), percentile(spared, ninetyNinth));
  const mostP99 = Math.max(bounds.leastP99 * slowdown, bounds.usualFactor * usualP99);
  return percentile(attacked, ninetyNinth) > mostP99 || percentile(attacked) > bounds.worst * slowdown;
}

export function told(attacked: Latencies, { idle, spared, slowdown }: Beside): string {
  const [p99, usual, beside] = [attacked, idle, spared].map((durations) =>
    percentile(durations, ninetyNinth).toFixed(1),
  );
  return (
    `p99 ${p99} ms (idle ${usual} ms, beside ${beside} ms), worst ${percentile(attacked).toFixed(1)} ms, ` +
    `of ${attacked.length}; the machine made the gateway ${slowdown.toFixed(1)} times as slow`
  );
}

/** Returns the largest without `share`. */
function percentile(durations: Latencies, share = 1): number {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.POSITIVE_INFINITY;
}

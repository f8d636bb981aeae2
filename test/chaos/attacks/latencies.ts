/** How long an innocent client waited each time, in milliseconds. */
export type Latencies = readonly number[];

const usualIntervalMs = 20;
/** The innocent client's bounds, in milliseconds. */
const bounds = { leastP99: 50, idleFactor: 5, worst: 500 } as const;
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

/**
 * Whether an innocent client suffers: its 99th percentile stays within 50 ms or five times the idle
 * one, and nothing takes longer than 500 ms.
 */
export function isHarmed(idle: Latencies, attacked: Latencies): boolean {
  const p99 = percentile(attacked, ninetyNinth);
  const mostP99 = Math.max(bounds.leastP99, bounds.idleFactor * percentile(idle, ninetyNinth));
  return p99 > mostP99 || percentile(attacked) > bounds.worst;
}

export function told(idle: Latencies, attacked: Latencies): string {
  const [p99, usual, worst] = [percentile(attacked, ninetyNinth), percentile(idle, ninetyNinth), percentile(attacked)];
  return `p99 ${p99.toFixed(1)} ms (idle ${usual.toFixed(1)} ms), worst ${worst.toFixed(1)} ms, of ${attacked.length}`;
}

/** Returns the largest without `share`. */
function percentile(durations: Latencies, share = 1): number {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.POSITIVE_INFINITY;
}

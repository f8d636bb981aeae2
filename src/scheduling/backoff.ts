export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** The delay before attempt `attempt` (from 1): "full jitter", AWS Architecture Blog, "Exponential Backoff And Jitter". */
export function fullJitterMs(attempt: number, { baseMs, maxMs }: BackoffOptions, random = Math.random): number {
  return Math.round(random() * Math.min(maxMs, baseMs * 2 ** attempt));
}

export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Computes the delay in milliseconds before attempt `attempt`, counted from 1: "full jitter" of the
 * AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
export function fullJitterMs(attempt: number, { baseMs, maxMs }: BackoffOptions, random = Math.random): number {
  return Math.round(random() * Math.min(maxMs, baseMs * 2 ** attempt));
}

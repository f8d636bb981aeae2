import { z } from 'zod';

const nanosecondsPerMs = 1e6;
const microsecondsPerMs = 1000;

/** What a process has used so far, and when that was. */
export const usage = z.object({ cpuMs: z.number(), systemMs: z.number(), rssBytes: z.number(), atMs: z.number() });

export type Usage = z.infer<typeof usage>;

/** Of this process: `cpuMs` is user and system time together. */
export function currentUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / microsecondsPerMs,
    systemMs: system / microsecondsPerMs,
    rssBytes: process.memoryUsage.rss(),
    atMs: monotonicMs(),
  };
}

/** CPU time as a share of one core between two readings. */
export function utilisation(before: Usage, after: Usage): number {
  return (after.cpuMs - before.cpuMs) / (after.atMs - before.atMs);
}

/** The system's monotonic clock, the same in all processes of one machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / nanosecondsPerMs;
}

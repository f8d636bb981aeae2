const secondsFromYearZeroToUnix = 62_167_219_200;
const msPerSecond = 1_000;

/** Kazoo's timestamps: whole seconds since year 0, UTC. */
export function gregorianSeconds(unixMs: number): number {
  return Math.floor(unixMs / msPerSecond) + secondsFromYearZeroToUnix;
}

/** The ISO form of the REST envelope: no fraction of a second. */
export function isoSeconds(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19)}Z`;
}

/** `YYYYMM`, the suffix of a month database. The simulated node runs in UTC. */
export function monthOf(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 7).replace('-', '');
}

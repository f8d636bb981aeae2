const msPerSecond = 1000;
const secondsPerMinute = 60;
const minutesPerHour = 60;

/**
 * The time of day to the millisecond.
 *
 * @param {number} atMs
 */
export function timeOfDay(atMs) {
  const ms = String(Math.floor(atMs) % msPerSecond).padStart(3, '0');
  return `${new Date(atMs).toLocaleTimeString([], { hourCycle: 'h23' })}.${ms}`;
}

/**
 * How long ago that was, to the last whole unit.
 *
 * @param {number} atMs
 * @param {number} nowMs
 */
export function age(atMs, nowMs) {
  const seconds = Math.max(0, Math.floor((nowMs - atMs) / msPerSecond));
  if (seconds < secondsPerMinute) return `${seconds} s`;
  const minutes = Math.floor(seconds / secondsPerMinute);
  return minutes < minutesPerHour ? `${minutes} min` : `${Math.floor(minutes / minutesPerHour)} h`;
}

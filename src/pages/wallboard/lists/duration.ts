const secondsPerMinute = 60;
const secondsPerHour = 3_600;
const secondsPerDay = 86_400;

/** A duration as a stopwatch shows it: `0:07`, `12:34`, `1:02:03`, `2 d 3 h`. */
export function stopwatch(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000));
  const hours = Math.floor(seconds / secondsPerHour);
  if (seconds >= secondsPerDay) return `${Math.floor(seconds / secondsPerDay)} d ${hours % 24} h`;
  const minutes = Math.floor((seconds % secondsPerHour) / secondsPerMinute);
  const rest = twoDigits(seconds % secondsPerMinute);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}

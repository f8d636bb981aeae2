import { useNow } from '../lists/clock.ts';

/** The time of day, as the gateway has it. */
export function WallClock() {
  const now = new Date(useNow());
  return (
    <time className="wall-clock" dateTime={now.toISOString()}>
      {now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
    </time>
  );
}

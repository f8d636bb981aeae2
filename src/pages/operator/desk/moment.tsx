import { createContext, useContext, useEffect, useState } from 'react';

const Now = createContext(0);
export const NowProvider = Now.Provider;

const stepMs = 1_000;
const [msPerSecond, msPerMinute, msPerHour, msPerDay] = [1_000, 60_000, 3_600_000, 86_400_000];

/** The present, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** How long ago a moment was, or when it will be; the moment itself stands in the tip. */
export function Moment({ atMs }: { readonly atMs: number | null }) {
  const now = useContext(Now);
  if (atMs === null) return <span className="none">never</span>;
  const text = atMs > now + stepMs ? `in ${duration(atMs - now)}` : `${duration(Math.max(0, now - atMs))} ago`;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={new Date(atMs).toLocaleString()}>
      {text}
    </time>
  );
}

export function duration(ms: number): string {
  if (ms < msPerMinute) return `${Math.floor(ms / msPerSecond)} s`;
  if (ms < msPerHour) return `${Math.floor(ms / msPerMinute)} min`;
  if (ms < 2 * msPerDay) return `${Math.floor(ms / msPerHour)} h`;
  return `${Math.floor(ms / msPerDay)} d`;
}

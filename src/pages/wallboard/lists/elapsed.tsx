import { useNow } from './clock.ts';
import { stopwatch } from './duration.ts';

/** How long something has been so, counting. */
export function Elapsed({ since }: { readonly since: string }) {
  const now = useNow();
  return (
    <time className="elapsed" dateTime={since}>
      {stopwatch(now - Date.parse(since))}
    </time>
  );
}

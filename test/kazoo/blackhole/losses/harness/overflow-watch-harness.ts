import { vi } from 'vitest';
import { OverflowWatch } from '../../../../../src/kazoo/blackhole/losses/overflow-watch.ts';

/** For so long a later event can overtake an earlier one. */
export const disorderMs = 250;

interface Told {
  readonly fromMs: number;
  readonly certain: boolean;
}

/** A watch of a socket that is open since now; times are counted from then. */
export function openWatch({ hasRoom = true } = {}) {
  const openedAtMs = performance.now();
  const told: Told[] = [];
  const pings: string[] = [];
  let activeMs = 0;
  const listener = {
    sendPing() {
      if (!hasRoom) return false;
      const requestId = `ping-${pings.length}`;
      pings.push(requestId);
      watch.sent(requestId, true);
      return true;
    },
    onOverflow: (fromMs: number, certain: boolean) => told.push({ fromMs: fromMs - openedAtMs, certain }),
  };
  const watch = new OverflowWatch(listener, () => activeMs);
  watch.open();
  const harness = {
    watch,
    told,
    pings,
    /** For so long the event loop does something else. */
    work(milliseconds: number) {
      vi.advanceTimersByTime(milliseconds);
      activeMs += milliseconds;
    },
    certain: () => told.filter(({ certain }) => certain),
    /** So many events without a time are read at once, `afterMs` after what was read before. */
    async read(events: number, { afterMs = 100 } = {}) {
      vi.advanceTimersByTime(afterMs);
      for (let event = 0; event < events; event += 1) watch.receiveEvent({});
      await vi.advanceTimersByTimeAsync(0);
    },
    /** So many events are read one by one, too slowly for a burst. */
    async readSlowly(events: number) {
      for (let event = 0; event < events; event += 1) await harness.read(1, { afterMs: 12 });
    },
    /** Events of a switch that were emitted so long ago are read at once. */
    async readEmitted(agesMs: readonly number[], { switch: name = 'fs1' } = {}) {
      for (const ageMs of agesMs) {
        const msg_id = String(Math.round((Date.now() - ageMs) * 1000)).padStart(16, '0');
        watch.receiveEvent({ msg_id, switch_nodename: name });
      }
      await vi.advanceTimersByTimeAsync(0);
    },
    async answer(requestId = pings.at(-1) ?? '') {
      watch.receiveReply(requestId);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
  return harness;
}

/** Every `intervalMs` an event is read `ageMs` after its emission; pings are answered at once. */
export async function load(
  { readEmitted, answer, pings }: ReturnType<typeof openWatch>,
  { events, intervalMs, ageMs = 3 }: { readonly events: number; readonly intervalMs: number; readonly ageMs?: number },
): Promise<void> {
  for (let event = 0; event < events; event += 1) {
    vi.advanceTimersByTime(intervalMs);
    const { length } = pings;
    await readEmitted([ageMs]);
    if (pings.length > length) await answer();
  }
}

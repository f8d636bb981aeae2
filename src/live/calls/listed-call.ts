import type { Channel } from '../../kazoo/collections/channels.ts';
import type { ParkedCall } from '../../kazoo/collections/parked-calls.ts';

/**
 * A row of Kazoo's lists that calls are repaired by: `/channels` does not tell which of them are
 * parked, `/parked_calls` does.
 */
export type ListedCall = Channel | ParkedCall;

/** The two lists by the leg that a row is about. */
export function byLeg(listed: readonly ListedCall[]): {
  readonly channels: ReadonlyMap<string, Channel>;
  /** The slots of parked legs. */
  readonly slots: ReadonlyMap<string, string>;
} {
  const channels = new Map<string, Channel>();
  const slots = new Map<string, string>();
  for (const row of listed) {
    if (!('slot' in row)) channels.set(row.callId, row);
    else if (row.callId !== null) slots.set(row.callId, row.slot);
  }
  return { channels, slots };
}

import type { EventData } from './events/event-field.ts';
import { readKazooTime } from './gregorian-time.ts';

/** UNIX microseconds have this many digits from 2001 to 2286. */
const microsecondDigits = 16;
/** Kazoo 5 rounds a timestamp up to the next second (events.md section 3). */
const roundingMs = 1000;

/**
 * When Kazoo emitted an event, or up to a second before, in milliseconds since 1970 by Kazoo's
 * clock: its `msg_id` where that is a time, else its `timestamp` (events.md sections 2 and 3).
 * Undefined for an event that carries no time.
 */
export function emittedAtMs({ msg_id: messageId, timestamp }: EventData): number | undefined {
  if (typeof messageId === 'string' && messageId.length === microsecondDigits) {
    const microseconds = Number(messageId);
    if (Number.isSafeInteger(microseconds)) return microseconds / 1000;
  }
  if (timestamp === undefined) return undefined;
  const rounded = readKazooTime(timestamp)?.getTime();
  return rounded === undefined ? undefined : rounded - roundingMs;
}

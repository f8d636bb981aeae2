import type { EventData } from './events/event-field.ts';
import { readKazooTime } from './gregorian-time.ts';

/** UNIX microseconds have this many digits from 2001 to 2286. */
const microsecondDigits = 16;
/** Kazoo 5 rounds a timestamp up to the next second (events.md section 3). */
const roundingMs = 1000;
/** A time that is further off is no time of emission, or of a clock that nobody has set. */
const believedMs = 3_600_000;

/**
 * When a switch emitted an event, in milliseconds since 1970 by the switch's clock, to the
 * microsecond: its `msg_id` (events.md section 2). Undefined for events of all else, and for a time
 * that is more than an hour off.
 */
export function switchTimeMs({ msg_id: messageId }: EventData): number | undefined {
  if (typeof messageId !== 'string' || messageId.length !== microsecondDigits) return undefined;
  const microseconds = Number(messageId);
  return Number.isSafeInteger(microseconds) ? believed(microseconds / 1000) : undefined;
}

/**
 * When Kazoo emitted an event, or up to a second before, in milliseconds since 1970 by Kazoo's
 * clock: the time of the switch, else its `timestamp` (events.md section 3). Undefined for an event
 * that carries no time, and for one that is more than an hour off.
 */
export function emittedAtMs(data: EventData): number | undefined {
  const switchMs = switchTimeMs(data);
  if (switchMs !== undefined || data['timestamp'] === undefined) return switchMs;
  const rounded = readKazooTime(data['timestamp'])?.getTime();
  return rounded === undefined ? undefined : believed(rounded - roundingMs);
}

function believed(timeMs: number): number | undefined {
  return Math.abs(Date.now() - timeMs) > believedMs ? undefined : timeMs;
}

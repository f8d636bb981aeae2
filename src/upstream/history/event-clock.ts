import { randomBytes } from 'node:crypto';

const base = 36;
const microsecondsPerMs = 1_000;

/** Cursors of pages begin with `page.`, so neither kind can be mistaken for the other. */
const prefix = 'event.';

/**
 * Earlier gateways issued no prefix, and their clients resume while instances are being replaced.
 */
const form = /^(?:event\.)?([0-9a-z]+)-([0-9a-z]+)$/;

/** The moment that a cursor stands for: microseconds since 1970, made unique. */
export type CursorTime = number;

function cursorStart(epoch: string): string {
  return `${prefix}${epoch}-`;
}

/** Writes a moment of the order that `epoch` names, in letters and digits, as a cursor. */
export function cursorText(epoch: string, time: CursorTime): string {
  return cursorStart(epoch) + time.toString(base);
}

/** Reads a cursor; undefined for a text that is none. */
export function readCursor(cursor: string): { readonly epoch: string; readonly time: CursorTime } | undefined {
  const [, epoch, digits = ''] = form.exec(cursor) ?? [];
  return epoch === undefined ? undefined : { epoch, time: Number.parseInt(digits, base) };
}

/** Compares two cursors of one clock: negative when `a` is earlier. Hot. */
export function compareCursors(a: string, b: string): number {
  // Cursors of one clock differ in a number alone, of which a longer one is greater.
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The moment of a cursor by the system clock; undefined for a text that is not a cursor. */
export function dateOfCursor(cursor: string): Date | undefined {
  const read = readCursor(cursor);
  return read && new Date(read.time / microsecondsPerMs);
}

/**
 * Issues cursors: the gateway's own time of receipt, made unique and rising even when the system
 * clock stands or steps back.
 */
export class EventClock {
  /**
   * Names the history of this clock. Random, since several instances can start in the same
   * millisecond.
   */
  readonly epoch = randomBytes(8).readBigUInt64BE().toString(base);
  /** How each cursor of this clock begins. */
  readonly cursorStart = cursorStart(this.epoch);
  #last: CursorTime = 0;
  #present: CursorTime | undefined;
  /** What was written last: thousands of live lists are told of one moment. */
  #written: { readonly time: CursorTime; readonly cursor: string } | undefined;

  /** A new moment, later than all before. */
  next(): CursorTime {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    return this.#last;
  }

  /**
   * A moment after every event so far. Repeated calls return one moment until `next` is called or
   * the clock shows another millisecond.
   */
  present(): CursorTime {
    if (this.#last !== this.#present || Date.now() * 1000 > this.#last) this.#present = this.next();
    return this.#present;
  }

  /** Hot: once per event, and for each live list that changes. */
  cursorOf(time: CursorTime): string {
    if (this.#written?.time !== time) this.#written = { time, cursor: cursorText(this.epoch, time) };
    return this.#written.cursor;
  }

  /**
   * The moment of a cursor; `foreign` when another clock issued it, undefined when the text is not
   * a cursor.
   */
  read(cursor: string): CursorTime | 'foreign' | undefined {
    const read = readCursor(cursor);
    if (read === undefined) return undefined;
    return read.epoch === this.epoch && read.time <= this.#last ? read.time : 'foreign';
  }
}

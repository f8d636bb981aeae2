const base = 36;
const form = /^([0-9a-z]+)-([0-9a-z]+)$/;

/** A cursor that was read: when its event, or its moment, was. */
export type CursorTime = number;

/** Issues cursors: the gateway's own time of receipt, made unique and rising even when the system clock stands or steps back. */
export class EventClock {
  /** Names this process' history: a cursor of another life is recognised as such. */
  readonly #epoch = Date.now().toString(base);
  #last: CursorTime = 0;

  /** A new moment, later than all before. */
  next(): CursorTime {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    return this.#last;
  }

  cursorOf(time: CursorTime): string {
    return `${this.#epoch}-${time.toString(base)}`;
  }

  /** The moment of a cursor; `foreign` when it was issued by another process, undefined when it is none. */
  read(cursor: string): CursorTime | 'foreign' | undefined {
    const [, epoch, digits = ''] = form.exec(cursor) ?? [];
    if (epoch === undefined) return undefined;
    const time = Number.parseInt(digits, base);
    return epoch === this.#epoch && time <= this.#last ? time : 'foreign';
  }
}

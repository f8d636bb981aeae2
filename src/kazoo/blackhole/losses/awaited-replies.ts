/** A command that Kazoo was sent. Moments are those of `performance.now()`. */
export interface Sent {
  readonly isPing: boolean;
  readonly atMs: number;
  /** What is lost together with its reply was emitted after this moment. */
  readonly lostFromMs: number;
  /** Frames that were read before it was sent. */
  readonly framesBefore: number;
  /** Whether events had shown the clocks of switches before it was sent. */
  readonly knewClocks: boolean;
}

export interface Answer {
  readonly to: Sent;
  /** Sent before it, and not answered: replies come in order, so these are lost. */
  readonly overtaken: readonly Sent[];
}

/** Overdue ones beyond that are forgotten: nothing has been answered for a long time. */
const maxOverdue = 100;

/** The commands that Kazoo has not answered, in the order in which it gets to them. */
export class AwaitedReplies {
  readonly #inTime = new Map<string, Sent>();
  /** Too late to be waited for; they can come all the same. */
  readonly #overdue = new Map<string, Sent>();

  /** Pings that are not overdue. */
  get pings(): readonly Sent[] {
    return [...this.#inTime.values()].filter(({ isPing }) => isPing);
  }

  add(requestId: string, sent: Sent): void {
    this.#inTime.set(requestId, sent);
  }

  /** Undefined when nothing was sent under this id, or the reply was believed to be lost. */
  answer(requestId: string): Answer | undefined {
    const to = this.#inTime.get(requestId) ?? this.#overdue.get(requestId);
    if (to === undefined) return undefined;
    const overtaken: Sent[] = [];
    for (const awaited of [this.#overdue, this.#inTime]) {
      for (const [id, sent] of awaited) {
        awaited.delete(id);
        if (id === requestId) return { to, overtaken };
        overtaken.push(sent);
      }
    }
    return { to, overtaken };
  }

  /** Notes that a reply has not come in time. Undefined when it is not waited for any more. */
  overdue(requestId: string): Sent | undefined {
    const sent = this.#inTime.get(requestId);
    if (sent === undefined) return undefined;
    this.#inTime.delete(requestId);
    this.#overdue.set(requestId, sent);
    if (this.#overdue.size > maxOverdue) {
      for (const oldest of this.#overdue.keys()) {
        this.#overdue.delete(oldest);
        break;
      }
    }
    return sent;
  }
}

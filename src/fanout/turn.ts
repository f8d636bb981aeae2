/** What has something to send at the end of the current turn of the event loop. */
export interface TurnEnd {
  flush(): void;
}

/** Collects everything that became due during one turn of the event loop and flushes it once at the turn's end: one write per socket, not per event. */
export class Turn {
  #due: TurnEnd[] = [];

  /** Call it once per turn and socket: the socket knows whether it is already due. */
  add(due: TurnEnd): void {
    if (this.#due.length === 0) setImmediate(() => this.#end());
    this.#due.push(due);
  }

  #end(): void {
    const due = this.#due;
    this.#due = [];
    for (const each of due) each.flush();
  }
}

import { FairQueue } from '../../scheduling/fair-queue.ts';
import { TimeSlice } from '../../scheduling/time-slice.ts';

/**
 * Whose new document is read next. Clients take turns, and what takes longer than a slice goes on in the next turn of the event loop: whoever sends
 * many large documents delays nobody's events.
 */
export class ReadingTurns {
  readonly #waiting = new FairQueue<() => void>();

  /** Resolves with what `read` returns when it is the client's turn, or with undefined when nobody wants it any more by then; rejects with what it throws. */
  take<Document>(client: string, isWanted: () => boolean, read: () => Document): Promise<Document | undefined> {
    if (this.#waiting.size === 0) setImmediate(() => this.#readSome());
    return new Promise((resolve, reject) => {
      this.#waiting.add(client, () => {
        try {
          resolve(isWanted() ? read() : undefined);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #readSome(): void {
    const slice = new TimeSlice();
    while (!slice.isOver) {
      const read = this.#waiting.take();
      if (read === undefined) return;
      read();
    }
    if (this.#waiting.size > 0) setImmediate(() => this.#readSome());
  }
}

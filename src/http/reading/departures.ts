import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';

const firstPauseMs = 500;
/** Each pause is twice as long as the one before: the last comes after a minute. */
const maxProbes = 8;
/** All take turns as one: what is found out of a client spares the work for it. */
const turnTaker = 'departures';

/**
 * Finds out whether clients that send no more are gone, as a browser is that gives up a request.
 * One that only closed its half gets at most eight interim responses (RFC 9110 section 15.2) before
 * its answer. One that is gone resets the connection at the first, and so the next one closes the
 * response.
 */
export class Departures {
  readonly #turns: SlicedQueue;
  readonly #onError: (error: unknown) => void;
  /** What is due to be written. A client may close a thousand connections at once. */
  readonly #due = new Set<() => void>();

  /** @param onError called with what failed although no client caused it */
  constructor(turns: SlicedQueue, onError: (error: unknown) => void) {
    this.#turns = turns;
    this.#onError = onError;
  }

  /**
   * Must be called in the turn in which the request was read, or later, when all earlier requests
   * of the connection are answered.
   */
  notice({ socket, httpVersion }: IncomingMessage, response: ServerResponse): void {
    // HTTP/1.0 has no interim responses.
    if (httpVersion === '1.0') return;
    let probes = 0;
    let next: NodeJS.Timeout | undefined;
    const probe = (): void => {
      if (response.headersSent || response.closed) return;
      response.writeProcessing();
      probes += 1;
      if (probes < maxProbes) next = setTimeout(() => this.#inTurn(probe), firstPauseMs * 2 ** (probes - 1));
    };
    // The end is read in a turn.
    if (socket.readableEnded) probe();
    else socket.once('end', probe);
    response.once('close', () => {
      socket.off('end', probe);
      clearTimeout(next);
    });
  }

  #inTurn(probe: () => void): void {
    this.#due.add(probe);
    if (this.#due.size > 1) return;
    const write = (due: () => void): void => {
      this.#due.delete(due);
      due();
    };
    void this.#turns.forEach(turnTaker, this.#due, write, this.#onError);
  }
}

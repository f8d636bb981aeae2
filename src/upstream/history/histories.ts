import { History, type HistoryLimits, type HistoryOwner } from './history.ts';

export interface HistoriesLimits extends HistoryLimits {
  /** The most bytes of all accounts together. */
  readonly maxTotalBytes: number;
}

/** How often ages are checked while an event grows too old: none is kept a tenth longer. */
const checksPerAge = 10;

/**
 * The share of the total that is left when histories are made shorter: that costs a look at every
 * account, which must not be needed for each event.
 */
const shareLeft = 0.9;

/**
 * The histories of all accounts, with one bound in bytes for all of them. Beyond it the longest are
 * made shorter, all to one length: an account with many events costs the others nothing.
 */
export class Histories implements HistoryOwner {
  readonly #limits: HistoriesLimits;
  readonly #open = new Set<History>();
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;

  constructor(limits: HistoriesLimits) {
    this.#limits = limits;
    const intervalMs = Math.ceil(limits.maxAgeMs / checksPerAge);
    // By a timer, since an account may get no event any more.
    this.#timer = setInterval(() => {
      for (const history of this.#open) history.forgetOld();
    }, intervalMs).unref();
  }

  /** The bytes of all histories together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Opens the history of an account, which whoever opens it must close. */
  open(): History {
    const history = new History(this.#limits, this);
    this.#open.add(history);
    return history;
  }

  onBytes(change: number): void {
    this.#bytes += change;
    if (change > 0 && this.#bytes > this.#limits.maxTotalBytes) this.#shrink();
  }

  onClosed(history: History): void {
    this.#open.delete(history);
  }

  /** Stops looking after ages. */
  close(): void {
    clearInterval(this.#timer);
  }

  #shrink(): void {
    const shortestFirst = [...this.#open].sort((a, b) => a.bytes - b.bytes);
    let bytesLeft = this.#limits.maxTotalBytes * shareLeft;
    shortestFirst.forEach((history, index) => {
      history.shrink(Math.floor(bytesLeft / (shortestFirst.length - index)));
      bytesLeft -= history.bytes;
    });
  }
}

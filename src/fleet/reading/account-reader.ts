import type { FleetEntry, Position } from '../log/fleet-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';

/** How much of the log is read at a time. */
const pageLimit = { entries: 500, bytes: 1_048_576 };
/** What more comes while the log is read is read there, too. */
const maxHeldCharacters = 1_048_576;

export interface AccountReaderListener {
  /** Hot: called synchronously, in the order of the log, each entry once. */
  onEntry(entry: FleetEntry): void;
  /** Entries up to this position are not kept any more, and were not read: goes on after it. */
  onMissing(position: Position): void;
  /** The log goes on after an entry before the last that was brought: it has lost that. */
  onForked(): void;
  /** What the log had is read up to this position; what has come meanwhile follows. */
  onReached(position: Position): void;
}

interface Reading {
  readonly name: 'reading';
  /** What has come meanwhile, as much of it as may wait. */
  readonly held: FleetEntry[];
  heldCharacters: number;
  readonly done: Promise<void>;
}

type State = Reading | { readonly name: 'current' } | { readonly name: 'closed' };

/**
 * Brings an account's entries in their order, each once: what the channel brings, and what it did
 * not bring from the log itself. Each entry names the one before it, so that none can be missed.
 */
export class AccountReader {
  readonly #log: Pick<FleetLog, 'read'>;
  readonly #accountId: string;
  readonly #epoch: string;
  readonly #listener: AccountReaderListener;
  #position: Position;
  /** Of the last entry that was brought; `#position` need not be that of an entry. */
  #brought: Position = 0;
  /** Up to where the log was read last, until that has been done. */
  #lacksUntil: Position = 0;
  #state: State = { name: 'current' };

  /** @param position goes on after it */
  constructor(
    log: Pick<FleetLog, 'read'>,
    accountId: string,
    epoch: string,
    position: Position,
    listener: AccountReaderListener,
  ) {
    this.#log = log;
    this.#accountId = accountId;
    this.#epoch = epoch;
    this.#position = position;
    this.#listener = listener;
  }

  /** Whether it lacks what the log has: it reads that, or the log has failed at it. */
  get isBehind(): boolean {
    return this.#state.name === 'reading' || this.#position < this.#lacksUntil;
  }

  /** Of the last entry that was brought. */
  get position(): Position {
    return this.#position;
  }

  /** Hot: what the channel brings. */
  receive(entries: readonly FleetEntry[]): void {
    for (const entry of entries) {
      if (this.#state.name === 'closed') return;
      if (this.#state.name === 'reading') hold(this.#state, entry);
      else if (entry.position > this.#position) {
        if (entry.previous <= this.#position) this.#bring(entry);
        else void this.#read(entry.previous, [entry]);
      }
    }
  }

  /**
   * Resolves when everything up to `position` was brought, or when the log failed at it: `reach`
   * can be called again then.
   */
  async reach(position: Position): Promise<void> {
    // What is being read already may not reach so far.
    while (this.#state.name === 'reading') await this.#state.done;
    if (this.#state.name !== 'current') return;
    if (position > this.#position) await this.#read(position, []);
    else this.#lacksUntil = 0;
  }

  /** Nothing is brought any more. */
  close(): void {
    this.#state = { name: 'closed' };
  }

  #read(until: Position, held: FleetEntry[]): Promise<void> {
    this.#lacksUntil = until;
    const done = this.#readPages(until).then((isRead) => {
      if (this.#state.name === 'closed') return;
      if (isRead) this.#lacksUntil = 0;
      if (isRead) this.#listener.onReached(this.#position);
      this.#state = { name: 'current' };
      // Where the log failed, what waited is read with what comes before it: asking at once would fail again.
      // What names an entry before it that the log never had is nobody's: it would be asked for again and again.
      if (isRead) this.receive(this.#position < until ? held.filter(({ previous }) => previous < until) : held);
    });
    this.#state = { name: 'reading', held, heldCharacters: 0, done };
    return done;
  }

  /** Resolves to false when the log failed at it, or has forked. */
  async #readPages(until: Position): Promise<boolean> {
    for (let isLast = false; !isLast; ) {
      const page = await this.#log
        .read(this.#accountId, this.#epoch, this.#position, until, pageLimit)
        // The log is down then, and whoever waits for it begins anew.
        .catch(() => 'failed' as const);
      if (this.#state.name === 'closed' || page === 'failed') return false;
      const { forgottenUntil, entries, isLast: isEnd } = page ?? { forgottenUntil: until, entries: [], isLast: true };
      if (forgottenUntil !== undefined) this.#miss(forgottenUntil);
      // Who is told of something may close this.
      if (!entries.every((entry) => this.#state.name !== 'closed' && this.#bring(entry))) return false;
      isLast = isEnd;
    }
    return true;
  }

  #miss(until: Position): void {
    this.#position = Math.max(this.#position, until);
    this.#listener.onMissing(until);
  }

  /** Hot. Returns false where the log has forked. */
  #bring(entry: FleetEntry): boolean {
    // An account that has expired begins anew, after 0.
    if (entry.previous > 0 && entry.previous < this.#brought) {
      // So does all that follows.
      this.#brought = Number.POSITIVE_INFINITY;
      this.#listener.onForked();
      return false;
    }
    this.#position = entry.position;
    this.#brought = entry.position;
    this.#listener.onEntry(entry);
    return true;
  }
}

/** What is dropped is read later: the entry that is held next names the one before it. */
function hold(reading: Reading, entry: FleetEntry): void {
  if (reading.heldCharacters + entry.body.length > maxHeldCharacters) {
    reading.held.length = 0;
    reading.heldCharacters = 0;
  }
  reading.held.push(entry);
  reading.heldCharacters += entry.body.length;
}

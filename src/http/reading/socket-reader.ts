import type { Socket } from 'node:net';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';

/** What one connection may say in its turn: some ten messages, or requests. */
const maxBytesPerTurn = 1_024;

/** Decides what becomes of a connection after each piece that was read of it. */
export interface ReadRule {
  /** Must hand over the piece, by `socket.read(bytes)`. Not called where there is none. */
  read(bytes: number): void;
  /**
   * Returns how many milliseconds must pass before more is read, unless `wake` is called;
   * `Infinity`: as long as it is not.
   */
  restMs(bytes: number): number;
  /** Called with what failed although no client caused it. Must end the connection. */
  onFailed(error: unknown): void;
}

/**
 * Queued: waits for its turn. Resting: has said too much, and is not heard until the timer is due,
 * if it has one, or until it is woken.
 */
const [idle, queued, closed] = [{ name: 'idle' }, { name: 'queued' }, { name: 'closed' }] as const;

type State =
  | typeof idle
  | typeof queued
  | typeof closed
  | { readonly name: 'resting'; readonly timer: NodeJS.Timeout | undefined };

/**
 * Reads a socket piece by piece: clients take turns, however much each of them sends, and the
 * socket of one that must rest stays unread meanwhile. Node keeps at most its high-water mark and
 * one read of 64 KiB for each.
 *
 * It reads by `socket.read(size)`, which emits `data` for whoever parses it: while there is a
 * listener of `readable` the socket never flows by itself. Whoever creates it closes it.
 */
export class SocketReader {
  readonly #socket: Socket;
  readonly #client: string;
  readonly #turns: SlicedQueue;
  readonly #rule: ReadRule;
  #state: State = idle;
  readonly #onReadable = (): void => {
    if (this.#state.name === 'idle') this.#queue();
  };

  /**
   * Must be created in the turn in which the parser took the socket, before the first byte is read.
   *
   * @param client on whose behalf the turns are taken
   */
  constructor(socket: Socket, client: string, turns: SlicedQueue, rule: ReadRule) {
    this.#socket = socket;
    this.#client = client;
    this.#turns = turns;
    this.#rule = rule;
    socket.on('readable', this.#onReadable);
  }

  /** Ends a rest before its time. */
  wake(): void {
    if (this.#state.name === 'resting') this.#queue();
  }

  /** Idempotent. Leaves the socket to others, with whatever was not read. */
  close(): void {
    this.#transition(closed);
  }

  #queue(): void {
    this.#transition(queued);
    const read = this.#turns.run(this.#client, () => this.#read());
    read.catch((error: unknown) => this.#rule.onFailed(error));
  }

  #read(): void {
    const socket = this.#socket;
    if (!this.#isQueued || socket.destroyed) return;
    const bytes = Math.min(maxBytesPerTurn, socket.readableLength);
    if (bytes > 0) this.#rule.read(bytes);
    // What was read may have handed the socket to another reader.
    if (!this.#isQueued) return;
    const restMs = this.#rule.restMs(bytes);
    if (restMs > 0) this.#rest(restMs);
    else if (socket.readableLength > 0) this.#queue();
    else {
      this.#transition(idle);
      // Node emits `end` only to those who read at the end.
      socket.read(0);
    }
  }

  get #isQueued(): boolean {
    return this.#state.name === 'queued';
  }

  #rest(ms: number): void {
    const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.#queue(), ms);
    this.#transition({ name: 'resting', timer });
  }

  #transition(next: State): void {
    const before = this.#state;
    if (before.name === 'closed') return;
    if (before.name === 'resting') clearTimeout(before.timer);
    this.#state = next;
    if (next.name === 'closed') this.#socket.off('readable', this.#onReadable);
  }
}

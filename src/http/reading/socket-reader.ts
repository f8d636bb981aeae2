import type { Socket } from 'node:net';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { TurnTaker } from '../../scheduling/turn-queue.ts';

/** What one connection may say in its turn: some ten messages, or requests. */
const maxBytesPerTurn = 1_024;
/**
 * How much of what waits for its turn is not counted: a request with a token and cookies has less,
 * and thousands of one office may come at once.
 */
const usualRequestBytes = 4_096;

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
 * listener of `readable` the socket never flows by itself. Whoever creates it closes it. Each
 * connection has one, and what its protocol adds is a subclass and no second object.
 */
export abstract class SocketReader implements TurnTaker {
  protected readonly socket: Socket;
  /** On whose behalf the turns are taken from the next one on. */
  client: string;
  isNewcomer: boolean;
  readonly #turns: SlicedQueue;
  #state: State = idle;

  /**
   * Must be created in the turn in which the parser took the socket, before the first byte is read,
   * and after the reader before it was closed.
   */
  constructor(socket: Socket, { client, isNewcomer }: TurnTaker, turns: SlicedQueue) {
    this.socket = socket;
    this.client = client;
    this.isNewcomer = isNewcomer;
    this.#turns = turns;
    readers.set(socket, this);
    socket.on('readable', onReadable);
  }

  /**
   * Returns, after each piece that was read, how many milliseconds must pass before more is read,
   * unless `wake` is called; `Infinity`: as long as it is not.
   */
  protected abstract restMs(bytes: number): number;

  /**
   * Called when more waits to be read than an honest client sends at once; after `read`, which
   * leaves less behind. May end the connection.
   */
  protected abstract onUnread(bytes: number): void;

  /** Called with what failed although no client caused it. Must end the connection. */
  protected abstract onFailed(error: unknown): void;

  /** Hands over a piece. Not called where there is none. */
  protected read(bytes: number): void {
    this.socket.read(bytes);
  }

  /** There is something to read. */
  onReadable(): void {
    if (this.#state.name === 'idle') this.#queue();
    this.#countUnread();
  }

  /** Ends a rest before its time. */
  wake(): void {
    if (this.#state.name === 'resting') this.#queue();
  }

  /** Idempotent. Leaves the socket to others, with whatever was not read. */
  close(): void {
    this.#transition(closed);
  }

  protected get isClosed(): boolean {
    return this.#state.name === 'closed';
  }

  #queue(): void {
    this.#transition(queued);
    this.#turns.start(
      this,
      () => this.#takeTurn(),
      (error) => this.onFailed(error),
    );
  }

  #takeTurn(): void {
    const { socket } = this;
    if (!this.#isQueued || socket.destroyed) return;
    const bytes = Math.min(maxBytesPerTurn, socket.readableLength);
    if (bytes > 0) this.read(bytes);
    // What was read may have handed the socket to another reader.
    if (!this.#isQueued) return;
    this.#countUnread();
    const restMs = this.restMs(bytes);
    if (restMs > 0) this.#rest(restMs);
    else if (socket.readableLength > 0) this.#queue();
    else {
      this.#transition(idle);
      // Node emits `end` only to those who read at the end.
      socket.read(0);
    }
  }

  #countUnread(): void {
    const unreadBytes = this.socket.readableLength;
    if (unreadBytes > usualRequestBytes && !this.isClosed) this.onUnread(unreadBytes);
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
    if (next.name !== 'closed') return;
    this.socket.off('readable', onReadable);
    readers.delete(this.socket);
  }
}

/** The present reader of each socket. With one listener for all, none takes memory of its own. */
const readers = new WeakMap<Socket, SocketReader>();

/** Undefined where none was created, and once it is closed. */
export function readerOf(socket: Socket): SocketReader | undefined {
  return readers.get(socket);
}

function onReadable(this: Socket): void {
  readers.get(this)?.onReadable();
}

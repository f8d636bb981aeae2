import type { ExecutionResult } from 'graphql';
import type { NextFrame } from './next-frame.ts';

/** Who sits on a seat: a subscription on a WebSocket connection, or an SSE response. */
export interface SeatHolder {
  /** Hot: called once per turn with what happened in it, oldest first. Must not throw. */
  deliver(frames: readonly NextFrame[]): void;
  /** Resolves when more can be delivered without piling up, or never will be read. */
  drained(): Promise<void>;
  /** The seat is free: the client left, or the group ended. Called exactly once. */
  left(): void;
}

/** The group that the seat belongs to. */
export interface SeatGroup {
  leave(seat: Seat): void;
  isUpToDate(seat: Seat): boolean;
}

type End = IteratorResult<ExecutionResult>;

/** Whoever waits for the end of a seat. */
interface Reader {
  readonly resolve: (end: End) => void;
  readonly reject: (error: Error) => void;
}

const completed: End = { done: true, value: undefined };

/**
 * One client's place in an operation group, as the async iterator that the protocol layer expects of a subscription. It yields nothing:
 * frames go straight to the client's connection. It ends when the group does.
 *
 * Written by hand, not as a generator: a generator that is returned before its first `next()` never runs its `finally`.
 */
export class Seat implements AsyncIterableIterator<ExecutionResult> {
  readonly #holder: SeatHolder;
  readonly #group: SeatGroup;
  #isTaken = true;
  /** How the group ended for this seat; undefined until then, and for ever when the client left first. */
  #end: End | Error | undefined;
  #reader: Reader | undefined;

  constructor(holder: SeatHolder, group: SeatGroup) {
    this.#holder = holder;
    this.#group = group;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Whether the holder has been told everything up to now: what was missed, and that something was missed. */
  get isUpToDate(): boolean {
    return this.#group.isUpToDate(this);
  }

  deliver(frames: readonly NextFrame[]): void {
    this.#holder.deliver(frames);
  }

  drained(): Promise<void> {
    return this.#holder.drained();
  }

  /** Pends until the group ends. After `return` or `free` it pends for ever: a client that left must not be answered any more. */
  async next(): Promise<End> {
    if (this.#end instanceof Error) throw this.#end;
    return (
      this.#end ??
      new Promise<End>((resolve, reject) => {
        this.#reader = { resolve, reject };
      })
    );
  }

  /** The client is not interested any more. Idempotent. */
  return(): Promise<End> {
    this.free();
    return Promise.resolve(completed);
  }

  /** Leaves the group without a word to the client. Idempotent. */
  free(): void {
    this.#leave();
  }

  /** Ends the client's operation: with an error, or as completed. Without effect once the client left. */
  end(error?: Error): void {
    if (!this.#leave()) return;
    this.#end = error ?? completed;
    if (error === undefined) this.#reader?.resolve(completed);
    else this.#reader?.reject(error);
  }

  /** Leaves before anything settles: `for await` calls `return()` only when it stops early, so nobody else would. */
  #leave(): boolean {
    if (!this.#isTaken) return false;
    this.#isTaken = false;
    this.#group.leave(this);
    this.#holder.left();
    return true;
  }
}

import type { ExecutionResult } from 'graphql';
import type { NextFrame } from './next-frame.ts';

/** Who sits on a seat: a subscription on a WebSocket connection, or an SSE response. */
export interface SeatHolder {
  /** Hot: called once per event. Must not throw. */
  deliver(frame: NextFrame): void;
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

interface Outcome {
  readonly resolve: (end: IteratorResult<ExecutionResult>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One client's place in an operation group, as the async iterator that the protocol layer expects of a subscription. It yields nothing:
 * frames go straight to the client's connection. It ends when the group does.
 *
 * Written by hand, not as a generator: a generator that is returned before its first `next()` never runs its `finally`.
 */
export class Seat implements AsyncIterableIterator<ExecutionResult> {
  readonly #holder: SeatHolder;
  readonly #group: SeatGroup;
  readonly #end: Promise<IteratorResult<ExecutionResult>>;
  #outcome: Outcome | undefined;

  constructor(holder: SeatHolder, group: SeatGroup) {
    this.#holder = holder;
    this.#group = group;
    this.#end = new Promise((resolve, reject) => {
      this.#outcome = { resolve, reject };
    });
    // Nobody may be reading yet when the group fails; whoever reads later still gets the error.
    this.#end.catch(() => undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Whether the holder has been told everything up to now: what was missed, and that something was missed. */
  get isUpToDate(): boolean {
    return this.#group.isUpToDate(this);
  }

  deliver(frame: NextFrame): void {
    this.#holder.deliver(frame);
  }

  drained(): Promise<void> {
    return this.#holder.drained();
  }

  /** Pends until the group ends. After `return` or `free` it pends for ever: a client that left must not be answered any more. */
  next(): Promise<IteratorResult<ExecutionResult>> {
    return this.#end;
  }

  /** The client is not interested any more. Idempotent. */
  return(): Promise<IteratorResult<ExecutionResult>> {
    this.free();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Leaves the group without a word to the client. Idempotent. */
  free(): void {
    this.#take();
  }

  /** Ends the client's operation: with an error, or as completed. Without effect once the client left. */
  end(error?: Error): void {
    const outcome = this.#take();
    if (error === undefined) outcome?.resolve({ done: true, value: undefined });
    else outcome?.reject(error);
  }

  /** Leaves before anything settles: `for await` calls `return()` only when it stops early, so nobody else would. */
  #take(): Outcome | undefined {
    const outcome = this.#outcome;
    if (outcome === undefined) return undefined;
    this.#outcome = undefined;
    this.#group.leave(this);
    this.#holder.left();
    return outcome;
  }
}

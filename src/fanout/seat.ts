import type { NextFrame } from './next-frame.ts';

/** Who sits on a seat: a subscription on a WebSocket connection, or an SSE response. */
export interface SeatHolder {
  /** Hot: called once per turn with what happened in it, oldest first. Must not throw. */
  deliver(frames: readonly NextFrame[]): void;
  /** Resolves when more can be delivered without piling up, or never will be read. */
  drained(): Promise<void>;
  /** The seat is free: the client left, or the group ended. Called exactly once. */
  left(): void;
  /** The group, or the client's session, ended the subscription: with an error, or as completed. Called after `left`, and never when the client left. */
  ended(error: Error | undefined): void;
}

/** The group that the seat belongs to. */
export interface SeatGroup {
  leave(seat: Seat): void;
  isUpToDate(seat: Seat): boolean;
}

/** One client's place in an operation group. */
export class Seat {
  readonly #holder: SeatHolder;
  readonly #group: SeatGroup;
  #isTaken = true;

  constructor(holder: SeatHolder, group: SeatGroup) {
    this.#holder = holder;
    this.#group = group;
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

  /** The client is not interested any more, and is told nothing. Idempotent. */
  free(): void {
    this.#leave();
  }

  /** Ends the client's operation: with an error, or as completed. Without effect once the seat is free. */
  end(error?: Error): void {
    if (this.#leave()) this.#holder.ended(error);
  }

  #leave(): boolean {
    if (!this.#isTaken) return false;
    this.#isTaken = false;
    this.#group.leave(this);
    this.#holder.left();
    return true;
  }
}

import type { NextFrame } from './next-frame.ts';

/** Where the frames for a seat go: an operation on a WebSocket connection, or an SSE response. */
export interface FrameSink {
  /** Hot: called once per turn with what happened in it, oldest first; never none. Must not throw. */
  deliver(frames: readonly NextFrame[]): void;
  /** Hot: called soon after, with the same. Sends what was delivered, unless more is to come in this turn. Must not throw. */
  flush(frames: readonly NextFrame[]): void;
  /** Resolves when more can be delivered without piling up, or never will be read. */
  drained(): Promise<void>;
}

/** Who sits on a seat. */
export interface SubscriberListener {
  /** Asked for once, when the seat is taken: every step between a group and the sockets is paid for by every message. */
  readonly sink: FrameSink;
  /** This is the seat, before anything is delivered to it: whoever has had enough before `join` resolves frees it. */
  subscribed(subscriber: Subscriber): void;
  /** The seat is free: the client left, or the subscription was ended with `error`. Called exactly once. */
  left(error: Error | undefined): void;
  /** The group, or the client's session, ended the subscription. Called after `left`, and never when the client left. */
  ended(error: Error): void;
}

/** The group that the seat belongs to. */
export interface SubscriberGroup {
  leave(subscriber: Subscriber): void;
  isUpToDate(subscriber: Subscriber): boolean;
}

/** One client's place in an operation group. */
export class Subscriber {
  readonly #holder: SubscriberListener;
  readonly #group: SubscriberGroup;
  #isTaken = true;

  constructor(holder: SubscriberListener, group: SubscriberGroup) {
    this.#holder = holder;
    this.#group = group;
  }

  /** Whether its client has been told everything up to now: what was missed, and that something was missed. */
  get isUpToDate(): boolean {
    return this.#group.isUpToDate(this);
  }

  /** The client is not interested any more, and is told nothing. Idempotent. */
  free(): void {
    this.#leave(undefined);
  }

  /** Ends the client's operation. Without effect once the seat is free. */
  end(error: Error): void {
    if (this.#leave(error)) this.#holder.ended(error);
  }

  #leave(error: Error | undefined): boolean {
    if (!this.#isTaken) return false;
    this.#isTaken = false;
    this.#group.leave(this);
    this.#holder.left(error);
    return true;
  }
}

import type { NextFrame } from './next-frame.ts';
import { textFrame } from './next-frame.ts';
import type { Turn, TurnEnd } from './turn.ts';

/** The part of `net.Socket` that is written to. */
export interface ByteSink {
  write(bytes: string, encoding: 'latin1'): boolean;
  /** Bytes accepted but not yet given to the kernel. */
  readonly writableLength: number;
}

/** The connection that the bytes belong to. */
export interface FrameWriterOwner {
  /** False as soon as a close frame may have been sent: nothing may follow it (RFC 6455 section 5.5.1). */
  readonly isOpen: boolean;
  /** The client reads too slowly; called once. */
  onOverflow(): void;
}

/** The same for all writers. */
export interface FrameWriterOptions {
  readonly turn: Turn;
  readonly maxBufferedBytes: number;
}

/**
 * Everything that goes to one WebSocket client, in one order: our shared frames and the protocol's own messages leave through here, together
 * at the end of the turn. It writes whole frames only, so `ws` may put its control frames between any two of our writes.
 */
export class FrameWriter implements TurnEnd {
  readonly #sink: ByteSink;
  readonly #owner: FrameWriterOwner;
  readonly #options: FrameWriterOptions;
  #pending = '';
  #overflown = false;

  constructor(sink: ByteSink, owner: FrameWriterOwner, options: FrameWriterOptions) {
    this.#sink = sink;
    this.#owner = owner;
    this.#options = options;
  }

  /** What the client has left unread beyond the buffers of the kernel. */
  get bufferedBytes(): number {
    return this.#sink.writableLength;
  }

  /** Hot: once per client and turn. `tail` is the client's own end of each message (`nextTail`). */
  next(frames: readonly NextFrame[], tail: string): void {
    for (const frame of frames) this.#append(frame.head(tail.length) + tail);
  }

  /** A message of the protocol itself. */
  send(text: string): void {
    this.#append(textFrame(text));
  }

  /** Sends what is pending now, for instance before a close frame. */
  flush(): void {
    const pending = this.#pending;
    this.#pending = '';
    if (pending !== '' && this.#owner.isOpen) this.#sink.write(pending, 'latin1');
  }

  #append(bytes: string): void {
    if (this.#overflown || !this.#owner.isOpen) return;
    const { bufferedBytes } = this;
    if (bufferedBytes + this.#pending.length + bytes.length > this.#options.maxBufferedBytes) {
      if (bufferedBytes > 0) {
        this.#overflown = true;
        this.#pending = '';
        this.#owner.onOverflow();
        return;
      }
      // Only the turn is long, or the message: that is no slow client.
      this.flush();
    }
    if (this.#pending === '') this.#options.turn.add(this);
    this.#pending += bytes;
  }
}

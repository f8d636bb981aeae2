import type { ByteSink } from './byte-sink.ts';
import type { NextFrame } from './next-frame.ts';
import type { FrameSink } from './subscriber.ts';
import { TailSlots } from './tail-slots.ts';

/** What keeps all that goes to one connection in order. */
export interface LaneWriter {
  /** Sets whether it is clear from now on. */
  open(operationWriter: OperationWriter): void;
  close(operationWriter: OperationWriter): void;
  /** Takes the frames of one stream and turn, with the stream's own end of each message. Sent by `flush`, or at the end of the turn. */
  next(frames: readonly NextFrame[], tail: string): void;
  /** Whether what is pending leaves at the end of the turn. */
  readonly isDue: boolean;
  flush(): void;
  drained(): Promise<void>;
}

const tails = new TailSlots();

/**
 * One stream's way to its WebSocket client: straight to the socket while nothing else is on its way there, which is nearly always, or through the
 * connection's writer, in order with the rest.
 *
 * All that a delivery asks is held here. Since the last event thousands of other clients were served, and whatever lies elsewhere has left the
 * processor's caches: to wait for it costs more than all else that is done per client (a twentieth of a delivery, measured).
 */
export class OperationWriter implements FrameSink {
  /** Whether nothing else is on its way to the client, and something may be. The writer says so. */
  isClear = false;
  readonly #socket: ByteSink;
  readonly #tail: string;
  readonly #tailBytes: number;
  /** Where the tail lies while the lane is open, unless it is too long. */
  #tailSlot: number | undefined;
  readonly #writer: LaneWriter;
  /** Frames were delivered, and wait for `flush`. */
  #isHolding = false;
  #state: 'new' | 'open' | 'closed' = 'new';

  /** @param tail the stream's own end of each message (`nextTail`) */
  constructor(socket: ByteSink, tail: string, writer: LaneWriter) {
    this.#socket = socket;
    this.#tail = tail;
    this.#tailBytes = tail.length;
    this.#writer = writer;
  }

  deliver(frames: readonly NextFrame[]): void {
    if (this.isClear && frames.length === 1 && this.#socket.writableLength === 0) this.#isHolding = true;
    else this.#write(frames);
  }

  flush(frames: readonly NextFrame[]): void {
    if (this.#isHolding) {
      this.#isHolding = false;
      const socket = this.#socket;
      const [frame] = frames;
      if (frame !== undefined && this.isClear && socket.writable) {
        socket.write(this.#bytesOf(frame));
        if (socket.writableLength > 0) frame.keepBytes();
        return;
      }
      this.#write(frames);
    }
    if (!this.#writer.isDue) this.#writer.flush();
  }

  drained(): Promise<void> {
    return this.#writer.drained();
  }

  /** The stream has its seat. */
  open(): void {
    this.#state = 'open';
    this.#tailSlot = tails.put(this.#tail);
    this.#writer.open(this);
  }

  /** The stream is over, or came to nothing: no more of it is sent. */
  close(): void {
    if (this.#state === 'open') this.#writer.close(this);
    this.#state = 'closed';
    if (this.#tailSlot !== undefined) tails.release(this.#tailSlot);
    this.#tailSlot = undefined;
  }

  #bytesOf(frame: NextFrame): Buffer {
    const bytes = frame.bytesFor(this.#tailBytes);
    if (this.#tailSlot !== undefined) tails.copy(this.#tailSlot, this.#tailBytes, bytes);
    else bytes.write(this.#tail, bytes.length - this.#tailBytes, 'latin1');
    return bytes;
  }

  #write(frames: readonly NextFrame[]): void {
    if (this.#state !== 'closed') this.#writer.next(frames, this.#tail);
  }
}

import type { FrameBytes } from './bytes/frame-bytes.ts';
import type { JoinedFrames } from './bytes/joined-frames.ts';
import type { TailSlots } from './bytes/tail-slots.ts';
import type { NextFrame } from './next-frame.ts';
import type { FrameSink } from './subscriber.ts';

/** The part of `net.Socket` that is written to. */
export interface ByteSink {
  write(bytes: string, encoding: 'latin1'): boolean;
  write(bytes: Buffer): boolean;
  /** False once it is ended or destroyed. */
  readonly writable: boolean;
  /** Bytes accepted but not yet given to the kernel. */
  readonly writableLength: number;
}

/** The memory in which the frames for all clients are put together. */
export interface SharedBytes {
  readonly tails: TailSlots;
  readonly joined: JoinedFrames;
}

/** Keeps everything that goes to one connection in order. */
export interface OrderedWriter {
  /**
   * Takes the frames of one operation and turn, with the operation's own end of each message. They
   * leave with `flush`, or at the end of the turn.
   */
  next(frames: readonly NextFrame[], tail: string): void;
  /** True while what is pending leaves at the end of the turn. */
  readonly isDue: boolean;
  flush(): void;
  hasRoomFor(bytes: number): boolean;
  /** Must be called when so much was written past it, while nothing else waited for the client. */
  excuse(bytes: number): void;
  drained(): Promise<void>;
  /** The operation is over: its writer writes nothing more. */
  remove(operationWriter: OperationWriter): void;
}

/**
 * Writes the events of one operation to its WebSocket client: straight to the socket while nothing
 * else is on its way there, which is nearly always, or else through the connection's writer, in
 * order with everything else.
 *
 * All that a delivery needs is held in this object. Since the last event thousands of other clients
 * were served, and whatever lies elsewhere has left the processor's caches: to wait for it costs
 * more than all else that is done per client (a twentieth of a delivery, measured).
 */
export class OperationWriter implements FrameSink {
  /** True while the operation may write straight to the socket. Set by the connection's writer. */
  isClear = false;
  readonly #socket: ByteSink;
  readonly #tail: string;
  readonly #tailBytes: number;
  readonly #writer: OrderedWriter;
  readonly #shared: SharedBytes;
  /** Where the tail lies while the writer is open, unless it is too long. */
  #tailSlot: number | undefined;
  /** Holding: frames were delivered and wait for `flush`. */
  #state: 'open' | 'holding' | 'closed' = 'open';

  /** @param tail the operation's own end of each message (`nextTail`) */
  constructor(socket: ByteSink, tail: string, writer: OrderedWriter, shared: SharedBytes) {
    this.#socket = socket;
    this.#tail = tail;
    this.#tailBytes = tail.length;
    this.#writer = writer;
    this.#shared = shared;
    this.#tailSlot = shared.tails.put(tail);
  }

  deliver(frames: readonly NextFrame[]): void {
    if (this.isClear && this.#socket.writableLength === 0) this.#state = 'holding';
    else this.#write(frames);
  }

  flush(frames: readonly NextFrame[]): void {
    if (this.#state === 'holding') {
      this.#state = 'open';
      const socket = this.#socket;
      const bytes = this.isClear && socket.writable ? this.#bytesOf(frames) : undefined;
      if (bytes !== undefined) {
        socket.write(bytes);
        if (socket.writableLength > 0) {
          frames[0]?.keepBytes();
          this.#shared.joined.keepBytes();
          this.#writer.excuse(bytes.length);
        }
        return;
      }
      this.#write(frames);
    }
    if (!this.#writer.isDue) this.#writer.flush();
  }

  hasRoomFor(bytes: number): boolean {
    return this.#writer.hasRoomFor(bytes);
  }

  drained(): Promise<void> {
    return this.#writer.drained();
  }

  /** Idempotent. Nothing more is sent, not even what was delivered and waits for `flush`. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#writer.remove(this);
    if (this.#tailSlot !== undefined) this.#shared.tails.release(this.#tailSlot);
    this.#tailSlot = undefined;
  }

  /** Undefined when they are more than one write should have. */
  #bytesOf(frames: readonly NextFrame[]): Buffer | undefined {
    const [frame] = frames;
    if (frame !== undefined && frames.length === 1) {
      const memory = frame.bytesFor(this.#tailBytes);
      this.#putTail(memory, memory.bytes.length);
      return memory.bytes;
    }
    const joined = this.#shared.joined.of(frames, this.#tailBytes);
    if (joined === undefined) return undefined;
    for (const end of joined.tailEnds) this.#putTail(joined.memory, end);
    return joined.memory.bytes;
  }

  #putTail({ bytes, view }: FrameBytes, end: number): void {
    if (this.#tailSlot !== undefined) this.#shared.tails.copy(this.#tailSlot, this.#tailBytes, view, end);
    else bytes.write(this.#tail, end - this.#tailBytes, 'latin1');
  }

  #write(frames: readonly NextFrame[]): void {
    if (this.#state !== 'closed') this.#writer.next(frames, this.#tail);
  }
}

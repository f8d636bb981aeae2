import type { ByteSink } from './byte-sink.ts';
import type { Flushable, FlushScheduler } from './flush-scheduler.ts';
import { type NextFrame, textFrame } from './next-frame.ts';
import { type LaneWriter, OperationWriter } from './operation-writer.ts';

/** The part of `WebSocket` that is asked before each write: once a close frame may have been sent, nothing may follow (RFC 6455 section 5.5.1). */
export interface Closable {
  readonly readyState: number;
  readonly OPEN: number;
}

/** Who is told about the client. */
export interface FrameWriterOwner {
  /** The client reads too slowly; called once. */
  onOverflow(): void;
  /** What was to be sent at the end of a turn could not be written. */
  onWriteFailed(): void;
  /** Resolves when more can be written without piling up, or never will be read. */
  drained(): Promise<void>;
}

/** The same for all writers. */
export interface FrameWriterOptions {
  readonly scheduler: FlushScheduler;
  readonly maxBufferedBytes: number;
}

/**
 * Everything that goes to one WebSocket client, in one order: our shared frames and the protocol's own messages leave through here. It writes whole
 * frames only, so `ws` may put its control frames between any two of our writes.
 */
export class ConnectionWriter implements Flushable, LaneWriter {
  readonly #sink: ByteSink;
  readonly #webSocket: Closable;
  readonly #owner: FrameWriterOwner;
  readonly #options: FrameWriterOptions;
  /** Those that hand over their frames, each once per turn. One alone has nothing to wait for; what several have leaves together. */
  readonly #operationWriters: OperationWriter[] = [];
  #pending = '';
  #isDue = false;
  #overflown = false;

  constructor(sink: ByteSink, webSocket: Closable, owner: FrameWriterOwner, options: FrameWriterOptions) {
    this.#sink = sink;
    this.#webSocket = webSocket;
    this.#owner = owner;
    this.#options = options;
  }

  /** What the client has left unread beyond the buffers of the kernel. */
  get bufferedBytes(): number {
    return this.#sink.writableLength;
  }

  /** A way for a stream. */
  operationWriter(tail: string): OperationWriter {
    return new OperationWriter(this.#sink, tail, this);
  }

  open(operationWriter: OperationWriter): void {
    const [first] = this.#operationWriters;
    // Only one that has no siblings is ever clear.
    if (first !== undefined) first.isClear = false;
    this.#operationWriters.push(operationWriter);
    this.#update();
  }

  close(operationWriter: OperationWriter): void {
    operationWriter.isClear = false;
    this.#operationWriters.splice(this.#operationWriters.indexOf(operationWriter), 1);
    this.#update();
  }

  /** The WebSocket has begun to close. */
  onClosing(): void {
    this.#update();
  }

  drained(): Promise<void> {
    return this.#owner.drained();
  }

  /** Hot, where a lane is not clear. */
  next(frames: readonly NextFrame[], tail: string): void {
    for (const frame of frames) this.#append(frame.head(tail.length) + tail);
    if (this.#operationWriters.length > 1) this.#flushLater();
  }

  /** A message of the protocol itself; it leaves at the end of the turn. */
  send(text: string): void {
    this.sendFrames(textFrame(text));
  }

  /** As `send`, for whole frames that are serialized already. */
  sendFrames(bytes: string): void {
    this.#append(bytes);
    this.#flushLater();
  }

  get isDue(): boolean {
    return this.#isDue;
  }

  /** Sends what is pending now, for instance before a close frame. */
  flush(): boolean {
    const pending = this.#pending;
    this.#pending = '';
    this.#isDue = false;
    if (pending !== '' && this.#isOpen) this.#sink.write(pending, 'latin1');
    this.#update();
    return true;
  }

  onFlushFailed(): void {
    this.#owner.onWriteFailed();
  }

  get #isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  #update(): void {
    const operationWriter = this.#operationWriters.length === 1 ? this.#operationWriters[0] : undefined;
    if (operationWriter !== undefined)
      operationWriter.isClear = this.#pending === '' && !this.#overflown && this.#isOpen;
  }

  #flushLater(): void {
    if (this.#isDue || this.#pending === '') return;
    this.#isDue = true;
    this.#options.scheduler.schedule(this);
  }

  #append(bytes: string): void {
    if (this.#overflown || !this.#isOpen) return;
    const { bufferedBytes } = this;
    if (bufferedBytes + this.#pending.length + bytes.length > this.#options.maxBufferedBytes) {
      if (bufferedBytes > 0) {
        this.#overflown = true;
        this.#pending = '';
        this.#update();
        this.#owner.onOverflow();
        return;
      }
      // Only the turn is long, or the message: that is no slow client.
      this.flush();
    }
    this.#pending += bytes;
    this.#update();
  }
}

import type { Flushable, FlushScheduler } from './flush-scheduler.ts';
import { type NextFrame, nextTail, textFrame } from './next-frame.ts';
import { type ByteSink, OperationWriter, type OrderedWriter, type SharedBytes } from './operation-writer.ts';

/**
 * The part of `WebSocket` that is asked before each write: once a close frame may have been sent,
 * nothing may follow (RFC 6455 section 5.5.1).
 */
export interface Closable {
  readonly readyState: number;
  readonly OPEN: number;
}

/** The connection that owns the writer. */
export interface ConnectionWriterOwner {
  /** The client reads too slowly. Called once. */
  onOverflow(): void;
  /** What was to be sent at the end of a turn could not be written. Must end the connection. */
  onWriteFailed(): void;
  /** Resolves when more can be written without piling up, or when nothing will be read any more. */
  drained(): Promise<void>;
}

/** What the writers of all connections share. */
export interface WriterServices {
  readonly scheduler: FlushScheduler;
  readonly shared: SharedBytes;
  /** Of one connection. */
  readonly maxBufferedBytes: number;
}

/**
 * What a turn has for one client is written in pieces of about so many bytes: for larger strings V8
 * and node take fresh pages from the kernel each time, two fifths of such a delivery (measured).
 */
const pieceBytes = 65_536;

/**
 * Sends everything that goes to one WebSocket client, in one order: shared frames and the
 * protocol's own messages. It writes whole frames only, so `ws` may put its control frames between
 * any two writes.
 */
export class ConnectionWriter implements Flushable, OrderedWriter {
  readonly #sink: ByteSink;
  readonly #webSocket: Closable;
  readonly #owner: ConnectionWriterOwner;
  readonly #services: WriterServices;
  /**
   * The writers of operations that are open, each of which hands over its frames once per turn. One
   * alone has nothing to wait for; what several have leaves together.
   */
  readonly #operationWriters: OperationWriter[] = [];
  #pending = '';
  /** The bytes of a message above the limit that the client is still reading. */
  #excusedBytes = 0;
  /** Due: flushed at the end of the turn. Overflown: nothing is sent any more. */
  #state: 'idle' | 'due' | 'overflown' = 'idle';

  constructor(sink: ByteSink, webSocket: Closable, owner: ConnectionWriterOwner, services: WriterServices) {
    this.#sink = sink;
    this.#webSocket = webSocket;
    this.#owner = owner;
    this.#services = services;
  }

  /** The bytes that the client has left unread beyond the buffers of the kernel. */
  get bufferedBytes(): number {
    return this.#sink.writableLength;
  }

  /** Opens a writer for the events of an operation. Whoever opens it closes it. */
  open(operationId: string): OperationWriter {
    const [first] = this.#operationWriters;
    // Only a writer without siblings is ever clear.
    if (first !== undefined) first.isClear = false;
    const opened = new OperationWriter(this.#sink, nextTail(operationId), this, this.#services.shared);
    this.#operationWriters.push(opened);
    this.#update();
    return opened;
  }

  remove(operationWriter: OperationWriter): void {
    operationWriter.isClear = false;
    this.#operationWriters.splice(this.#operationWriters.indexOf(operationWriter), 1);
    this.#update();
  }

  /** Must be called when the WebSocket begins to close. */
  onClosing(): void {
    this.#update();
  }

  /** Whether so much more can be sent; on a connection that is closing nothing is. */
  hasRoomFor(bytes: number): boolean {
    if (this.#state === 'overflown' || !this.#isOpen) return true;
    const { bufferedBytes } = this;
    return (bufferedBytes === 0 && this.#pending === '') || this.#fits(bufferedBytes, bytes);
  }

  excuse(bytes: number): void {
    this.#excusedBytes = bytes > this.#services.maxBufferedBytes ? bytes : 0;
  }

  drained(): Promise<void> {
    return this.#owner.drained();
  }

  /** Hot, where an operation's writer is not clear. */
  next(frames: readonly NextFrame[], tail: string): void {
    // Before it is built: what is not sent must cost nothing.
    for (const frame of frames) if (this.#makeRoomFor(frame.length)) this.#append(frame.head(tail.length) + tail);
    if (this.#operationWriters.length > 1) this.#flushLater();
  }

  /** Sends a message of the protocol itself at the end of the turn. */
  send(text: string): void {
    this.sendFrames(textFrame(text));
  }

  /** As `send`, for whole frames that are serialized already. */
  sendFrames(bytes: string): void {
    this.#append(bytes);
    this.#flushLater();
  }

  get isDue(): boolean {
    return this.#state === 'due';
  }

  /** Sends what is pending now, for instance before a close frame. */
  flush(): boolean {
    if (this.#state === 'due') this.#state = 'idle';
    this.#write();
    return true;
  }

  onFlushFailed(): void {
    this.#owner.onWriteFailed();
  }

  get #isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  #update(): void {
    const alone = this.#operationWriters.length === 1 ? this.#operationWriters[0] : undefined;
    if (alone !== undefined) alone.isClear = this.#pending === '' && this.#state !== 'overflown' && this.#isOpen;
  }

  #flushLater(): void {
    if (this.#state !== 'idle' || this.#pending === '') return;
    this.#state = 'due';
    this.#services.scheduler.schedule(this);
  }

  #append(bytes: string): void {
    if (!this.#makeRoomFor(bytes.length)) return;
    if (bytes.length > this.#services.maxBufferedBytes) this.#excusedBytes = bytes.length;
    this.#pending += bytes;
    if (this.#pending.length >= pieceBytes) this.#write();
    else this.#update();
  }

  /** Makes room for so much more, by writing what is pending. False where nothing may be added. */
  #makeRoomFor(bytes: number): boolean {
    if (this.#state === 'overflown' || !this.#isOpen) return false;
    const { bufferedBytes } = this;
    if (bufferedBytes === 0 && this.#pending === '') this.#excusedBytes = 0;
    if (this.#fits(bufferedBytes, bytes)) return true;
    if (bufferedBytes > 0) {
      this.#overflow();
      return false;
    }
    // Only the turn is long, or the message: that is not a slow client, nor is one that reads it while more comes.
    this.#write();
    return true;
  }

  /** Leaves the writer due where it is: more may come in this turn. */
  #write(): void {
    const pending = this.#pending;
    this.#pending = '';
    if (pending !== '' && this.#isOpen) this.#sink.write(pending, 'latin1');
    this.#update();
  }

  #fits(bufferedBytes: number, bytes: number): boolean {
    return bufferedBytes + this.#pending.length + bytes <= this.#services.maxBufferedBytes + this.#excusedBytes;
  }

  #overflow(): void {
    this.#state = 'overflown';
    this.#pending = '';
    this.#update();
    this.#owner.onOverflow();
  }
}

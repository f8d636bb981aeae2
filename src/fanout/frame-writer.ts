import type { ByteSink } from './byte-sink.ts';
import { Lane, type LaneWriter } from './lane.ts';
import { type NextFrame, textFrame } from './next-frame.ts';
import type { Turn, TurnEnd } from './turn.ts';

/** The part of `WebSocket` that is asked before each write: once a close frame may have been sent, nothing may follow (RFC 6455 section 5.5.1). */
export interface Closable {
  readonly readyState: number;
  readonly OPEN: number;
}

/** Who is told about the client. */
export interface FrameWriterOwner {
  /** The client reads too slowly; called once. */
  onOverflow(): void;
  /** Resolves when more can be written without piling up, or never will be read. */
  drained(): Promise<void>;
}

/** The same for all writers. */
export interface FrameWriterOptions {
  readonly turn: Turn;
  readonly maxBufferedBytes: number;
}

/**
 * Everything that goes to one WebSocket client, in one order: our shared frames and the protocol's own messages leave through here. It writes whole
 * frames only, so `ws` may put its control frames between any two of our writes.
 */
export class FrameWriter implements TurnEnd, LaneWriter {
  readonly #sink: ByteSink;
  readonly #webSocket: Closable;
  readonly #owner: FrameWriterOwner;
  readonly #options: FrameWriterOptions;
  /** Those that hand over their frames, each once per turn. One alone has nothing to wait for; what several have leaves together. */
  readonly #lanes: Lane[] = [];
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
  lane(tail: string): Lane {
    return new Lane(this.#sink, tail, this);
  }

  open(lane: Lane): void {
    const [first] = this.#lanes;
    // Only one that has no siblings is ever clear.
    if (first !== undefined) first.isClear = false;
    this.#lanes.push(lane);
    this.#update();
  }

  close(lane: Lane): void {
    lane.isClear = false;
    this.#lanes.splice(this.#lanes.indexOf(lane), 1);
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
    if (this.#lanes.length > 1) this.#flushLater();
  }

  /** A message of the protocol itself; it leaves at the end of the turn. */
  send(text: string): void {
    this.#append(textFrame(text));
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

  get #isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  #update(): void {
    const lane = this.#lanes.length === 1 ? this.#lanes[0] : undefined;
    if (lane !== undefined) lane.isClear = this.#pending === '' && !this.#overflown && this.#isOpen;
  }

  #flushLater(): void {
    if (this.#isDue || this.#pending === '') return;
    this.#isDue = true;
    this.#options.turn.add(this);
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

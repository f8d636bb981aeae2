import type { NextFrame } from './next-frame.ts';

/** The part of `http.ServerResponse` that is written to. */
export interface ChunkSink {
  write(chunk: Buffer | string): boolean;
  end(chunk: string): void;
  cork(): void;
  uncork(): void;
  readonly writableLength: number;
}

/**
 * A comment: keeps proxies from closing the stream, and makes browsers accept the response before
 * the first event.
 */
const keepAlive = ':\n\n';

/**
 * Writes one SSE response of the "distinct connections mode" (GraphQL over SSE): `next` events,
 * then `complete`. Chunks are shared by all clients of a group.
 */
export class SseWriter {
  readonly #sink: ChunkSink;
  readonly #maxBufferedBytes: number;
  readonly #onOverflow: () => void;
  /** The bytes of an event above the limit that the client is still reading. */
  #excusedBytes = 0;
  #state: 'open' | 'overflown' | 'ended' = 'open';

  /** @param onOverflow called once, when the client reads too slowly */
  constructor(sink: ChunkSink, maxBufferedBytes: number, onOverflow: () => void) {
    this.#sink = sink;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#onOverflow = onOverflow;
  }

  /** The bytes that the client has left unread beyond the buffers of the kernel. */
  get bufferedBytes(): number {
    return this.#sink.writableLength;
  }

  /** Whether so much more can be sent. */
  hasRoomFor(bytes: number): boolean {
    const { bufferedBytes } = this;
    return this.#state !== 'open' || bufferedBytes === 0 || bufferedBytes + bytes <= this.#maxBytes;
  }

  /** Hot: once per client and turn. */
  next(frames: readonly NextFrame[]): void {
    if (this.#sink.writableLength === 0) this.#excusedBytes = 0;
    this.#sink.cork();
    for (const { sseChunk } of frames) this.#write(sseChunk);
    this.#sink.uncork();
  }

  keepAlive(): void {
    if (this.#state === 'open') this.#sink.write(keepAlive);
  }

  /** Ends the stream with a last result, which holds errors. Without effect once it has ended. */
  end(lastResult: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    // An empty data line is what makes clients dispatch the event at all.
    this.#sink.end(`event: next\ndata: ${lastResult}\n\nevent: complete\ndata:\n\n`);
  }

  #write(chunk: Buffer): void {
    if (this.#state !== 'open') return;
    if (this.#sink.writableLength + chunk.length > this.#maxBytes) {
      // What is corked is not a sign of a slow client, only of a long turn.
      this.#sink.uncork();
      const { bufferedBytes } = this;
      this.#sink.cork();
      if (bufferedBytes > 0 && bufferedBytes + chunk.length > this.#maxBytes) {
        this.#state = 'overflown';
        this.#onOverflow();
        return;
      }
      // A client that reads a large event while more comes is not slow.
      if (bufferedBytes === 0) this.#excusedBytes = chunk.length > this.#maxBufferedBytes ? chunk.length : 0;
    }
    this.#sink.write(chunk);
  }

  get #maxBytes(): number {
    return this.#maxBufferedBytes + this.#excusedBytes;
  }
}

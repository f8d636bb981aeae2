import type { NextFrame } from './next-frame.ts';

/** The part of a response, or of its socket, that is written to. */
export interface ChunkSink {
  write(chunk: Buffer | string): boolean;
  cork(): void;
  uncork(): void;
  readonly writableLength: number;
}

/** The part of `http.ServerResponse` that an SSE stream needs. Its headers have been sent. */
export interface StreamedResponse extends ChunkSink {
  end(chunk: string): void;
  readonly chunkedEncoding: boolean;
  /** Null while answers to earlier requests of the connection are not finished. */
  readonly socket: ChunkSink | null;
}

/**
 * A comment: keeps proxies from closing the stream, and makes browsers accept the response before
 * the first event.
 */
const keepAlive = ':\n\n';

/**
 * Writes one SSE response of the "distinct connections mode" (GraphQL over SSE): `next` events,
 * then `complete`. Chunks are shared by all clients of a group, and so is what HTTP puts around
 * them: they go to the socket, past the response, which would put it around each of them anew.
 */
export class SseWriter {
  readonly #response: StreamedResponse;
  readonly #maxBufferedBytes: number;
  readonly #onOverflow: () => void;
  /** The bytes of an event above the limit that the client is still reading. */
  #excusedBytes = 0;
  /** Undefined while events must be written to the response. */
  #socket: ChunkSink | undefined;
  #state: 'open' | 'overflown' | 'ended' = 'open';

  /** @param onOverflow called once, when the client reads too slowly */
  constructor(response: StreamedResponse, maxBufferedBytes: number, onOverflow: () => void) {
    this.#response = response;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#onOverflow = onOverflow;
  }

  /** The bytes that the client has left unread beyond the buffers of the kernel. */
  get bufferedBytes(): number {
    return this.#response.writableLength;
  }

  /** Whether so much more can be sent. */
  hasRoomFor(bytes: number): boolean {
    const { bufferedBytes } = this;
    return this.#state !== 'open' || bufferedBytes === 0 || bufferedBytes + bytes <= this.#maxBytes;
  }

  /** Hot: once per client and turn. */
  next(frames: readonly NextFrame[]): void {
    this.#socket ??= this.#socketInOrder();
    const sink = this.#socket ?? this.#response;
    if (sink.writableLength === 0) this.#excusedBytes = 0;
    sink.cork();
    for (const frame of frames) this.#write(sink, sink === this.#socket ? frame.httpChunk : frame.sseChunk);
    sink.uncork();
  }

  keepAlive(): void {
    if (this.#state === 'open') this.#response.write(keepAlive);
  }

  /** The client is gone: from now on nothing is written, and everything has room. */
  stop(): void {
    this.#state = 'ended';
  }

  /** Ends the stream with a last result, which holds errors. Without effect once it has ended. */
  end(lastResult: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    // An empty data line is what makes clients dispatch the event at all.
    this.#response.end(`event: next\ndata: ${lastResult}\n\nevent: complete\ndata:\n\n`);
  }

  /**
   * Returns the socket when events may be written to it: nothing waits in the response, which from
   * then on passes everything on at once, and is sent in chunks (HTTP/1.0 knows none).
   */
  #socketInOrder(): ChunkSink | undefined {
    const { socket, chunkedEncoding, writableLength } = this.#response;
    return socket !== null && chunkedEncoding && socket.writableLength === writableLength ? socket : undefined;
  }

  #write(sink: ChunkSink, chunk: Buffer): void {
    if (this.#state !== 'open') return;
    if (sink.writableLength + chunk.length > this.#maxBytes) {
      // What is corked is not a sign of a slow client, only of a long turn.
      sink.uncork();
      const bufferedBytes = sink.writableLength;
      sink.cork();
      if (bufferedBytes > 0 && bufferedBytes + chunk.length > this.#maxBytes) {
        this.#state = 'overflown';
        this.#onOverflow();
        return;
      }
      // A client that reads a large event while more comes is not slow.
      if (bufferedBytes === 0) this.#excusedBytes = chunk.length > this.#maxBufferedBytes ? chunk.length : 0;
    }
    sink.write(chunk);
  }

  get #maxBytes(): number {
    return this.#maxBufferedBytes + this.#excusedBytes;
  }
}

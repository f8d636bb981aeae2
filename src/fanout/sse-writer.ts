import type { NextFrame } from './next-frame.ts';

/** The part of `http.ServerResponse` that is written to. */
export interface ChunkSink {
  write(chunk: Buffer | string): boolean;
  end(chunk: string): void;
  cork(): void;
  uncork(): void;
  readonly writableLength: number;
}

export interface SseWriterOptions {
  readonly sink: ChunkSink;
  readonly maxBufferedBytes: number;
  /** The client reads too slowly; called once. */
  readonly onOverflow: () => void;
}

/** A comment: keeps proxies from closing the stream, and makes browsers accept the response before the first event. */
const keepAlive = ':\n\n';

/** One SSE response of the "distinct connections mode" (GraphQL over SSE): `next` events, then `complete`. Chunks are shared by all clients of a group. */
export class SseWriter {
  readonly #options: SseWriterOptions;
  #state: 'open' | 'overflown' | 'ended' = 'open';

  constructor(options: SseWriterOptions) {
    this.#options = options;
  }

  /** What the client has left unread beyond the buffers of the kernel. */
  get bufferedBytes(): number {
    return this.#options.sink.writableLength;
  }

  /** Hot: once per client and turn. */
  next(frames: readonly NextFrame[]): void {
    const { sink } = this.#options;
    sink.cork();
    for (const { sseChunk } of frames) this.#write(sseChunk);
    sink.uncork();
  }

  keepAlive(): void {
    if (this.#state === 'open') this.#options.sink.write(keepAlive);
  }

  /** Ends the stream with a last result, which holds errors. */
  end(lastResult: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    // An empty data line is what makes clients dispatch the event at all.
    this.#options.sink.end(`event: next\ndata: ${lastResult}\n\nevent: complete\ndata:\n\n`);
  }

  #write(chunk: Buffer): void {
    if (this.#state !== 'open') return;
    const { sink, maxBufferedBytes, onOverflow } = this.#options;
    if (sink.writableLength + chunk.length > maxBufferedBytes) {
      // What is corked is no sign of a slow client, only of a long turn.
      sink.uncork();
      const { bufferedBytes } = this;
      sink.cork();
      if (bufferedBytes > 0 && bufferedBytes + chunk.length > maxBufferedBytes) {
        this.#state = 'overflown';
        onOverflow();
        return;
      }
    }
    sink.write(chunk);
  }
}

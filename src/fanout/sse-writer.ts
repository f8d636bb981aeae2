import type { NextFrame } from './next-frame.ts';
import type { Turn, TurnEnd } from './turn.ts';

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
  readonly turn: Turn;
  readonly maxBufferedBytes: number;
  /** The client reads too slowly; called once. */
  readonly onOverflow: () => void;
}

/** A comment: keeps proxies from closing the stream, and makes browsers accept the response before the first event. */
const keepAlive = ':\n\n';

/** One SSE response of the "distinct connections mode" (GraphQL over SSE): `next` events, then `complete`. Chunks are shared by all clients of a group. */
export class SseWriter implements TurnEnd {
  readonly #options: SseWriterOptions;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
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
    for (const { sseChunk } of frames) this.#append(sseChunk);
  }

  keepAlive(): void {
    if (this.#state === 'open') this.#options.sink.write(keepAlive);
  }

  /** Ends the stream: completed, or with a last result that holds errors. */
  end(lastResult?: string): void {
    if (this.#state !== 'open') return;
    this.flush();
    this.#state = 'ended';
    const last = lastResult === undefined ? '' : `event: next\ndata: ${lastResult}\n\n`;
    // An empty data line is what makes clients dispatch the event at all.
    this.#options.sink.end(`${last}event: complete\ndata:\n\n`);
  }

  flush(): void {
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#state !== 'open' || pending.length === 0) return;
    const { sink } = this.#options;
    sink.cork();
    for (const chunk of pending) sink.write(chunk);
    sink.uncork();
  }

  #append(chunk: Buffer): void {
    if (this.#state !== 'open') return;
    const { bufferedBytes } = this;
    if (bufferedBytes + this.#pendingBytes + chunk.length > this.#options.maxBufferedBytes) {
      if (bufferedBytes > 0) {
        this.#state = 'overflown';
        this.#pending = [];
        this.#options.onOverflow();
        return;
      }
      // Only the turn is long, or the event: that is no slow client.
      this.flush();
    }
    if (this.#pending.length === 0) this.#options.turn.add(this);
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
  }
}

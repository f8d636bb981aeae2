import type { ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { NextFrame } from '../fanout/next-frame.ts';
import type { Seat } from '../fanout/seat.ts';
import { SseWriter } from '../fanout/sse-writer.ts';
import type { Turn } from '../fanout/turn.ts';

export interface SseStreamOptions {
  readonly response: ServerResponse;
  readonly turn: Turn;
  readonly maxBufferedBytes: number;
  readonly keepAliveMs: number;
  readonly maskError: (error: unknown) => GraphQLError;
  readonly onSlow: () => void;
}

/** One subscription over SSE. It takes a seat while yoga handles the request, and the response once yoga has decided on its headers. */
export class SseStream {
  readonly #options: SseStreamOptions;
  readonly #writer: SseWriter;
  #seat: Seat | undefined;

  constructor(options: SseStreamOptions) {
    this.#options = options;
    const { response, turn, maxBufferedBytes, onSlow } = options;
    this.#writer = new SseWriter({
      sink: response,
      turn,
      maxBufferedBytes,
      onOverflow: () => {
        onSlow();
        response.destroy();
      },
    });
    response.once('close', () => this.#seat?.free());
  }

  get hasSeat(): boolean {
    return this.#seat !== undefined;
  }

  deliver(frame: NextFrame): void {
    this.#writer.next(frame);
  }

  take(seat: Seat): void {
    this.#seat = seat;
    // The client may have gone while its subscription was being set up: 'close' does not come again.
    if (this.#options.response.closed) seat.free();
  }

  /** The session ends: the stream ends with the reason. */
  end(error: Error): void {
    this.#seat?.end(this.#options.maskError(error));
  }

  /** Sends the headers and keeps the response open until the subscription ends. Call it after `take`. */
  async run({ status, headers }: Response): Promise<void> {
    const { response, keepAliveMs, maskError } = this.#options;
    response.writeHead(status, Object.fromEntries(headers));
    response.flushHeaders();
    this.#writer.keepAlive();
    const timer = setInterval(() => this.#writer.keepAlive(), keepAliveMs);
    response.once('close', () => clearInterval(timer));
    try {
      await this.#seat?.next();
      this.#writer.end();
    } catch (error) {
      const last = error instanceof GraphQLError ? error : maskError(error);
      this.#writer.end(JSON.stringify({ errors: [last] }));
    }
  }
}

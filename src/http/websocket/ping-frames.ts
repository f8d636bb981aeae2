import { pingFrame, textFrame } from '../../fanout/next-frame.ts';

/** The frames of a ping, as byte strings that all connections share. */
export class PingFrames {
  /** A ping of the WebSocket alone, for a connection on which the protocol has not begun. */
  readonly control = pingFrame;
  /** Pings of the WebSocket and of graphql-transport-ws. */
  readonly withoutCursor = pingFrame + textFrame('{"type":"ping"}');
  readonly #cursor: () => string | undefined;
  #last = { cursor: '', frames: '' };

  /**
   * @param cursor the present moment, the same for as long as nothing else can have happened;
   *   undefined while none names it
   */
  constructor(cursor: () => string | undefined) {
    this.#cursor = cursor;
  }

  /**
   * Returns both pings with the present cursor, if there is one, serialized once for each cursor.
   * Send them at once: the next event comes after the cursor.
   */
  withCursor(): string {
    const cursor = this.#cursor();
    if (cursor === undefined) return this.withoutCursor;
    if (cursor !== this.#last.cursor) {
      const frames = pingFrame + textFrame(JSON.stringify({ type: 'ping', payload: { cursor } }));
      this.#last = { cursor, frames };
    }
    return this.#last.frames;
  }
}

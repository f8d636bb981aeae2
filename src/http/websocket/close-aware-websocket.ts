import { WebSocket } from 'ws';

/** Told of what comes from the client, and when nothing but its answer to a close frame is due. */
export interface FrameListener {
  /** Called for each frame of a message, a ping or a pong. */
  onFrame(): void;
  /** The close frame is sent. */
  onClosing(): void;
  /** The connection is gone. */
  onClosed(): void;
}

/**
 * A WebSocket that reports when its close frame is sent, by the gateway or in answer to the
 * client's: nothing may follow it (RFC 6455 section 5.5.1), and ws itself reports only the end of
 * the connection.
 */
export class CloseAwareWebSocket extends WebSocket {
  /** Called when the close frame is sent. */
  closingListener: { onClosing(): void } | undefined;

  #frameListener: FrameListener | undefined;

  get frameListener(): FrameListener | undefined {
    return this.#frameListener;
  }

  /** Must be called once. */
  listenToFrames(listener: FrameListener): void {
    this.#frameListener = listener;
    this.on('message', onFrame).on('ping', onFrame).on('pong', onFrame).on('close', onClosed);
  }

  override close(code?: number, data?: string | Buffer): void {
    super.close(code, data);
    this.closingListener?.onClosing();
    this.#frameListener?.onClosing();
  }
}

// One function for all clients: a closure for each of them takes memory.
function onFrame(this: WebSocket): void {
  if (this instanceof CloseAwareWebSocket) this.frameListener?.onFrame();
}

function onClosed(this: WebSocket): void {
  if (this instanceof CloseAwareWebSocket) this.frameListener?.onClosed();
}

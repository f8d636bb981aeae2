import { WebSocket } from 'ws';

/** Told of what comes from the client, and when nothing but its answer to a close frame is due. */
export interface FrameListener {
  /** Called for each message that is complete. */
  onMessage(): void;
  /** Called for each ping and pong, which may come within a message. */
  onControlFrame(payloadBytes: number): void;
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
  /** Told before whoever listens to the events. */
  frameListener: FrameListener | undefined;

  /** Listeners of their own for these events would take 200 bytes of each connection. */
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'message') this.frameListener?.onMessage();
    else if (event === 'ping' || event === 'pong') this.frameListener?.onControlFrame(lengthOf(values[0]));
    else if (event === 'close') this.frameListener?.onClosed();
    return super.emit(event, ...values);
  }

  override close(code?: number, data?: string | Buffer): void {
    super.close(code, data);
    this.closingListener?.onClosing();
    this.frameListener?.onClosing();
  }
}

function lengthOf(payload: unknown): number {
  return Buffer.isBuffer(payload) ? payload.length : 0;
}

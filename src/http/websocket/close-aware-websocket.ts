import { WebSocket } from 'ws';

/**
 * A WebSocket that reports when its close frame is sent, by the gateway or in answer to the
 * client's: nothing may follow it (RFC 6455 section 5.5.1), and ws itself reports only the end of
 * the connection.
 */
export class CloseAwareWebSocket extends WebSocket {
  /** Called when the close frame is sent. */
  closingListener: { onClosing(): void } | undefined;

  override close(code?: number, data?: string | Buffer): void {
    super.close(code, data);
    this.closingListener?.onClosing();
  }
}

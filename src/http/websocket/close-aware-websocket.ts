import { WebSocket } from 'ws';

/**
 * A WebSocket that says when its close frame has been sent, by us or in answer to the client's: nothing may follow (RFC 6455 section 5.5.1), and ws
 * itself tells only when all is over.
 */
export class CloseAwareWebSocket extends WebSocket {
  /** Who is told. */
  closingListener: { onClosing(): void } | undefined;

  override close(code?: number, data?: string | Buffer): void {
    super.close(code, data);
    this.closingListener?.onClosing();
  }
}

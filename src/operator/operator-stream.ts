import type { ServerResponse } from 'node:http';
import type { OperatorView } from './operator-view.ts';
import { ToldView } from './view-changes.ts';

const intervalMs = 1_000;
/** An operator whose client reads nothing for so many intervals is gone. */
const maxUnread = 30;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Content-Type-Options': 'nosniff',
  // nginx would hold events back to fill its buffers.
  'X-Accel-Buffering': 'no',
};

/**
 * Tells one operator what has changed, once a second: of a change that is undone within it, and of
 * all while the client does not read, nothing is kept.
 */
export class OperatorStream {
  readonly #response: ServerResponse;
  readonly #look: () => Promise<OperatorView>;
  readonly #told = new ToldView();
  #unread = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param look at what the operator asked for */
  constructor(response: ServerResponse, look: () => Promise<OperatorView>) {
    this.#response = response;
    this.#look = look;
    response.once('close', () => clearTimeout(this.#timer));
  }

  /** Resolves when everything was told once. Rejects when the view cannot be made. */
  async begin(): Promise<void> {
    this.#response.writeHead(200, headers);
    await this.#tell();
  }

  /** Ends the response. */
  end(): void {
    this.#response.end();
  }

  async #tell(): Promise<void> {
    if (this.#isOver) return;
    if (this.#response.writableLength === 0) {
      this.#unread = 0;
      const changes = this.#told.changes(await this.#look());
      if (this.#isOver) return;
      // Without news a comment, which shows that the connection stands.
      this.#response.write(changes === undefined ? ':\n\n' : `data: ${JSON.stringify(changes)}\n\n`);
    } else this.#unread += 1;
    if (this.#unread > maxUnread) this.#response.destroy();
    else this.#timer = setTimeout(() => void this.#tell().catch(() => this.#response.destroy()), intervalMs);
  }

  get #isOver(): boolean {
    return this.#response.closed || this.#response.writableEnded;
  }
}

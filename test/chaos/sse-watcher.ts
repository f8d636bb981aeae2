import { setTimeout as delay } from 'node:timers/promises';
import { SseReader } from '../harness/sse-reader.ts';
import { Position, type Result } from './streamed.ts';
import type { Watcher, WatcherOptions } from './watcher.ts';

/** A client over SSE that resumes with `Last-Event-ID`. */
export class SseWatcher implements Watcher {
  readonly record;
  readonly operation;
  readonly isSse = true;
  readonly #options: WatcherOptions;
  readonly #position: Position;
  #abort = new AbortController();
  #isStopped = false;
  #isSubscribed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.record = options.record;
    this.operation = options.operation;
    this.#position = new Position(options.record, options.resumes);
    void this.#run();
  }

  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  cut(): void {
    this.#isSubscribed = false;
    this.#abort.abort();
  }

  /**
   * A fetch that is not read only fills the kernel's buffers; resuming such a client cuts its
   * connection.
   */
  pause(): () => void {
    return () => this.cut();
  }

  stop(): void {
    this.#isStopped = true;
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped && this.record.ending === undefined) {
      this.#abort = new AbortController();
      try {
        await this.#read(await this.#open());
      } catch {
        // Refused, cut or ended: what matters is what it sees when it is back.
      }
      if (this.#isStopped) return;
      await delay(this.#options.pauseMs());
    }
  }

  async #open(): Promise<SseReader> {
    const { url, token, operation, accountId } = this.#options;
    const { after } = this.#position;
    const response = await fetch(url(), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'text/event-stream',
        'X-Auth-Token': token(),
        ...(after === undefined ? {} : { 'Last-Event-ID': after }),
      },
      body: JSON.stringify({ query: operation.query, variables: { accountId } }),
      signal: this.#abort.signal,
    });
    this.#isSubscribed = true;
    return new SseReader(response, this.#abort);
  }

  async #read(reader: SseReader): Promise<void> {
    let hasFailed = false;
    try {
      for (;;) {
        const { event, data } = await reader.next();
        if (this.#isStopped || event === 'complete') return;
        const result: Result = JSON.parse(JSON.stringify(data));
        if (result.errors !== undefined) {
          hasFailed = true;
          this.#position.fail(result.errors);
        } else this.#position.see(result);
      }
    } finally {
      this.#isSubscribed = false;
      if (!hasFailed && !this.#isStopped) this.#position.lose();
    }
  }
}

import type { ChunkSink } from '../../src/fanout/sse-writer.ts';

/** A response that keeps what is written to it; chunks between `cork` and `uncork` make one packet. */
export class ChunkSinkDouble implements ChunkSink {
  readonly packets: string[] = [];
  ended = false;
  writableLength = 0;
  #corked: string | undefined;

  get text(): string {
    return this.packets.join('');
  }

  write(chunk: Buffer | string): boolean {
    if (this.ended) throw new Error('written after the end');
    if (this.#corked === undefined) this.packets.push(chunk.toString());
    else this.#corked += chunk.toString();
    return true;
  }

  end(chunk: string): void {
    this.write(chunk);
    this.ended = true;
  }

  cork(): void {
    this.#corked = '';
  }

  uncork(): void {
    const packet = this.#corked ?? '';
    this.#corked = undefined;
    this.packets.push(packet);
  }
}

import type { StreamedResponse } from '../../../src/fanout/sse-writer.ts';

/**
 * A response that keeps what is written to it; chunks between `cork` and `uncork` make one packet.
 * What `hold` was told waits for the kernel, as with a client that does not read.
 */
export class ChunkSinkDouble implements StreamedResponse {
  readonly packets: string[] = [];
  readonly chunkedEncoding: boolean = false;
  readonly socket = null;
  ended = false;
  #corked: string | undefined;
  #heldBytes = 0;

  get text(): string {
    return this.packets.join('');
  }

  get writableLength(): number {
    return this.#heldBytes + (this.#corked?.length ?? 0);
  }

  hold(bytes: number): void {
    this.#heldBytes = bytes;
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
    if (this.#corked !== undefined) throw new Error('corked twice');
    this.#corked = '';
  }

  uncork(): void {
    const packet = this.#corked;
    if (packet === undefined) throw new Error('uncorked without being corked');
    this.#corked = undefined;
    if (packet !== '') this.packets.push(packet);
    if (this.#heldBytes > 0) this.#heldBytes += packet.length;
  }
}

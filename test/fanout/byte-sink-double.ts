import type { ByteSink } from '../../src/fanout/frame-writer.ts';

/** A socket that keeps what is written to it. What `hold` was told waits for the kernel, as with a client that does not read. */
export class ByteSinkDouble implements ByteSink {
  readonly writes: string[] = [];
  writableLength = 0;

  write(bytes: string): boolean {
    this.writes.push(bytes);
    return true;
  }

  hold(bytes: number): void {
    this.writableLength = bytes;
  }
}

import type { ByteSink } from '../../../src/fanout/operation-writer.ts';

/**
 * A socket that keeps what is written to it. What `hold` was told waits for the kernel, as with a
 * client that does not read.
 */
export class ByteSinkDouble implements ByteSink {
  readonly writes: string[] = [];
  writableLength = 0;
  writable = true;

  /**
   * As byte strings. Memory that is written may be used for something else once the kernel has it.
   */
  write(bytes: string | Buffer): boolean {
    this.writes.push(bytes.toString('latin1'));
    return true;
  }

  hold(bytes: number): void {
    this.writableLength = bytes;
  }
}

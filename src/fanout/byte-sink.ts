/** The part of `net.Socket` that is written to. */
export interface ByteSink {
  write(bytes: string, encoding: 'latin1'): boolean;
  write(bytes: Buffer): boolean;
  /** False once it is ended or destroyed. */
  readonly writable: boolean;
  /** Bytes accepted but not yet given to the kernel. */
  readonly writableLength: number;
}

import { write, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DestinationStream } from 'pino';
import { prettyFactory } from 'pino-pretty';

export interface LogOutputOptions {
  readonly fd: number;
  /** Turns a JSON line into what is written. */
  readonly format?: (line: string) => string;
  /** Most bytes that wait to be written; a line that does not fit is dropped. Default: 1 MiB. */
  readonly maxWaitingBytes?: number;
}

/** `pausing`: the last write failed, and is tried again after a while. */
type State = 'idle' | 'writing' | 'pausing';

/** pino's number of `warn`. */
const warning = 40;
const maxWriteBytes = 65_536;
const retryMs = 250;
const blockedRetryMs = 10;

/**
 * Writes log lines to a file descriptor and keeps its errors from everybody else: lines wait while
 * it cannot be written (a full disk, a reader that stands still), and are dropped and counted once
 * too many wait; later a line says how many. pino's own destination ends the process at the first
 * error, and then retries for ever (`flushSync` in index.js of sonic-boom).
 */
export class LogOutput implements DestinationStream {
  readonly #fd: number;
  readonly #format: (line: string) => string;
  readonly #maxWaitingBytes: number;
  readonly #waiting: Buffer[] = [];
  /** The bytes of `#waiting` and of the write under way. */
  #waitingBytes = 0;
  #droppedLines = 0;
  /** How many of the dropped lines a line in their place has told of. */
  #toldLines = 0;
  #state: State = 'idle';
  #onWritten = (): void => undefined;

  constructor({ fd, format = (line) => line, maxWaitingBytes = 1_048_576 }: LogOutputOptions) {
    this.#fd = fd;
    this.#format = format;
    this.#maxWaitingBytes = maxWaitingBytes;
  }

  get droppedLines(): number {
    return this.#droppedLines;
  }

  write(line: string): void {
    const bytes = Buffer.from(this.#format(line));
    if (this.#waitingBytes + bytes.length > this.#maxWaitingBytes) {
      this.#droppedLines += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#state === 'idle') this.#writeNext();
  }

  /** Resolves when every line is written, or after `timeoutMs`. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.#waitingBytes === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onWritten = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /**
   * Writes what waits at once, as far as that is possible within `timeoutMs`: for a process that
   * ends now. A write that is under way is not waited for.
   */
  flushSync(timeoutMs: number): void {
    const endsAtMs = performance.now() + timeoutMs;
    for (let chunk = this.#take(); chunk.length > 0; chunk = this.#take()) {
      const written = writeNow(this.#fd, chunk);
      this.#settle(chunk, written ?? 0);
      if (written === undefined || performance.now() > endsAtMs) return;
      if (written === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockedRetryMs);
    }
  }

  #writeNext(): void {
    const chunk = this.#take();
    if (chunk.length === 0) {
      this.#transition('idle');
      this.#onWritten();
      return;
    }
    this.#transition('writing');
    write(this.#fd, chunk, (error, written) => {
      this.#settle(chunk, written);
      if (error === null) {
        this.#tellDropped();
        this.#writeNext();
        return;
      }
      this.#transition('pausing');
      setTimeout(() => this.#writeNext(), retryMs).unref();
    });
  }

  /** Now that there is room again, one line says how many are missing. */
  #tellDropped(): void {
    const lines = this.#droppedLines - this.#toldLines;
    if (lines === 0) return;
    this.#toldLines = this.#droppedLines;
    const facts = { level: warning, time: Date.now(), pid: process.pid, hostname: hostname(), lines };
    const bytes = Buffer.from(this.#format(`${JSON.stringify({ ...facts, msg: 'log lines were lost' })}\n`));
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** Takes the oldest lines, as many as one write should have. Empty when none wait. */
  #take(): Buffer {
    let [bytes, lines] = [0, 0];
    for (const { length } of this.#waiting) {
      if (lines > 0 && bytes + length > maxWriteBytes) break;
      bytes += length;
      lines += 1;
    }
    return Buffer.concat(this.#waiting.splice(0, lines), bytes);
  }

  /** Puts back what was not written of a chunk. */
  #settle(chunk: Buffer, written: number): void {
    this.#waitingBytes -= written;
    if (written < chunk.length) this.#waiting.unshift(chunk.subarray(written));
  }

  #transition(next: State): void {
    this.#state = next;
  }
}

/** Returns the output for standard output: JSON lines, or readable lines in a terminal. */
export function standardOutput(): LogOutput {
  // Node makes a pipe non-blocking when `process.stdout` is first asked for, so that one which nobody reads holds no
  // thread (`uv_pipe_open` of libuv).
  const { fd, isTTY } = process.stdout;
  return new LogOutput(isTTY ? { fd, format: prettyFactory({ ignore: 'pid,hostname' }) } : { fd });
}

/** Returns the bytes written, 0 when the reader has no room; undefined after any other error. */
function writeNow(fd: number, chunk: Buffer): number | undefined {
  try {
    return writeSync(fd, chunk);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : undefined;
  }
}

import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pipe {
  readonly fd: number;
  /** Returns what is in the pipe. @throws EAGAIN when that is nothing. */
  read(): string;
  /** Fills the empty pipe, so that nothing more fits. */
  fill(): void;
}

/** What a pipe holds on Linux (pipe(7)). */
const pipeBytes = 65_536;

/** Opens a pipe that does not block, of which one file descriptor is both ends. */
export function openPipe(): Pipe {
  const folder = mkdtempSync(join(tmpdir(), 'pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  rmSync(folder, { recursive: true });
  return {
    fd,
    read() {
      const buffer = Buffer.alloc(pipeBytes);
      return buffer.toString('utf8', 0, readSync(fd, buffer));
    },
    fill() {
      writeSync(fd, Buffer.alloc(pipeBytes));
    },
  };
}

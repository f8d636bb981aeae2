import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../src/simulator/free-port.ts';
import { killed, running } from './redis-server.ts';

/** A Sentinel of a test, which knows the engine on a port by a name, and soon finds it dead. */
export class RedisSentinel implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#process = process;
  }

  static async start(program: string, masterName: string, masterPort: number): Promise<RedisSentinel> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'fleet-sentinel-'));
    const settings = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor ${masterName} 127.0.0.1 ${masterPort} 1`,
      `sentinel down-after-milliseconds ${masterName} 500`,
      `sentinel failover-timeout ${masterName} 2000`,
    ];
    const file = join(folder, 'sentinel.conf');
    await writeFile(file, settings.join('\n'));
    return new RedisSentinel(port, folder, await running(program, [file, '--sentinel'], '+monitor master'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await killed(this.#process);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

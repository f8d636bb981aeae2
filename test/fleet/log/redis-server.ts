import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient, type RedisClientType } from '@redis/client';
import { freePort } from '../../../src/simulator/free-port.ts';

/** Whether a server can be started by this name. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

/** A server of a test: on loopback, without persistence, gone at its end. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #program: string;
  readonly #options: readonly string[];
  readonly #folder: string;
  #process: ChildProcess;

  private constructor(
    program: string,
    port: number,
    options: readonly string[],
    folder: string,
    process: ChildProcess,
  ) {
    this.#program = program;
    this.port = port;
    this.#options = options;
    this.#folder = folder;
    this.#process = process;
  }

  static async start(program: string, options: readonly string[] = []): Promise<RedisServer> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'fleet-redis-'));
    return new RedisServer(program, port, options, folder, await run(program, port, folder, options));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Ends the server without a word to anybody. */
  kill(): Promise<void> {
    return killed(this.#process);
  }

  /** Starts again on the same port, with what it had saved. */
  async restart(): Promise<void> {
    this.#process = await run(this.#program, this.port, this.#folder, this.#options);
  }

  /** Stops running without closing anything; `SIGCONT` undoes it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal);
  }

  /** Asks the server as an operator would. */
  async command(...words: readonly string[]): Promise<unknown> {
    const client: RedisClientType = createClient({ url: this.url });
    await client.connect();
    try {
      return await client.sendCommand(words);
    } finally {
      client.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function run(program: string, port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  return running(program, [...own, ...options], 'Ready to accept connections');
}

/** Starts a program, and resolves when it says that it is ready. */
export async function running(program: string, words: readonly string[], ready: string): Promise<ChildProcess> {
  const server = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stdout })) {
    said.push(line);
    if (line.includes(ready)) {
      server.stdout.resume();
      return server;
    }
  }
  throw new Error(`${program} did not start: ${said.join('\n')}`);
}

export async function killed(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exited = once(process, 'exit');
  process.kill('SIGKILL');
  await exited;
}

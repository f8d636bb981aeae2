import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const line = z.object({ level: z.number(), msg: z.string().optional(), url: z.string().optional() });
/** pino's number of `error`. */
const errorLevel = 50;

/** A gateway as a program of its own, which can be killed. Whoever starts it must stop it. */
export class GatewayProgram {
  readonly url: string;
  readonly #child: ChildProcess;
  #isServing = true;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
    child.once('exit', () => {
      this.#isServing = false;
    });
  }

  /**
   * Resolves when it listens. `onError` gets the lines that it logs as errors.
   *
   * @param program the path of the built program
   * @param flags those of node
   */
  static async start(
    program: string,
    settings: Readonly<Record<string, string>>,
    onError: (line: string) => void = () => undefined,
    flags: readonly string[] = [],
  ): Promise<GatewayProgram> {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [...flags, program], {
      env: { PATH, ...settings, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (text) => {
        const { level, msg, url: listeningOn } = line.parse(JSON.parse(text));
        if (level >= errorLevel) onError(text);
        if (msg === 'listening' && listeningOn !== undefined) resolve(listeningOn);
      });
      child.once('exit', () => reject(new Error('the gateway ended while it started')));
    });
    return new GatewayProgram(url, child);
  }

  /** Whether nobody has told it to end. */
  get isServing(): boolean {
    return this.#isServing;
  }

  /** Ends as an operator ends it: resolves with its exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Ends without a word to anybody. Idempotent. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops running without closing anything; `SIGCONT` undoes it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    this.#isServing = false;
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill(signal);
      await exited;
    }
    return this.#child.exitCode;
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const answerMessage = z.object({ id: z.number(), result: z.unknown().optional(), error: z.string().optional() });

interface Call {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

const defaultTimeoutMs = 30_000;
const endTimeoutMs = 5000;

/**
 * A process of the bench, started from a module that calls `answerCalls`. Its starter closes it; it
 * ends with its parent.
 */
export class Child {
  readonly #process: ChildProcess;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;

  /** Resolves when the process takes calls. `flags` are those of node. */
  static async start(module: URL, flags: readonly string[] = []): Promise<Child> {
    const child = fork(fileURLToPath(module), { execArgv: [...flags, '--import', 'tsx'], stdio: 'inherit' });
    const failed = once(child, 'exit').then(() => {
      throw new Error(`${module.pathname} ended before it was ready.`);
    });
    await Promise.race([once(child, 'message'), failed]);
    failed.catch(() => undefined); // Once it is ready, its end is seen by the calls under way.
    return new Child(child, module.pathname);
  }

  private constructor(child: ChildProcess, name: string) {
    this.#process = child;
    child.on('message', (message) => this.#settle(answerMessage.parse(message)));
    child.once('exit', (code, signal) => {
      for (const id of this.#calls.keys()) this.#settle({ id, error: `${name} ended (${code ?? signal}).` });
    });
  }

  /** @throws what the handler threw, or when it takes longer than `timeoutMs` (default 30,000). */
  async call<Result>(
    name: string,
    result: z.ZodType<Result>,
    argument?: unknown,
    timeoutMs = defaultTimeoutMs,
  ): Promise<Result> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = await new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => this.#settle({ id, error: `"${name}" took longer than ${timeoutMs} ms.` }),
        timeoutMs,
      );
      this.#calls.set(id, { resolve, reject, deadline });
      this.#process.send({ id, name, argument });
    });
    return result.parse(answer);
  }

  /**
   * Lets the process end by itself, so that it can write a profile, and kills it when it does not.
   * Idempotent.
   */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    const deadline = setTimeout(() => this.#process.kill('SIGKILL'), endTimeoutMs);
    if (this.#process.connected) this.#process.disconnect();
    await ended;
    clearTimeout(deadline);
  }

  #settle({ id, result, error }: z.infer<typeof answerMessage>): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    this.#calls.delete(id);
    clearTimeout(call.deadline);
    if (error === undefined) call.resolve(result);
    else call.reject(new Error(error));
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A gateway in a process of its own. */
export interface DemoInstance {
  readonly url: string;
  readonly processId: number | undefined;
  stop(): Promise<void>;
}

/** pino's number of `warn`. */
const warn = 40;

/**
 * Starts a gateway with these settings alone, and writes what it warns of to the standard output,
 * and that it has ended where nobody stopped it. Whoever starts it must stop it.
 *
 * @throws Error where it ends instead.
 */
export async function startDemoInstance(settings: Readonly<Record<string, string | undefined>>): Promise<DemoInstance> {
  const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
  const program = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { ...settings, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(program, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: program.stdout }).on('line', (line) => {
      const { level, msg, url: listeningOn } = JSON.parse(line);
      if (level >= warn) process.stdout.write(`${line}\n`);
      if (msg === 'listening') resolve(listeningOn);
    });
    exited.then(() => reject(new Error('an instance ended while it started')), reject);
  });
  const tellEnd = (): void => {
    process.stdout.write(`The instance ${url} has ended.\n`);
  };
  program.once('exit', tellEnd);
  return {
    url,
    processId: program.pid,
    async stop() {
      program.off('exit', tellEnd);
      program.kill('SIGTERM');
      await exited;
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../free-port.ts';

/** A Redis on loopback, without a disk. Whoever starts it must stop it. */
export interface DemoEngine {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `redis-server`. @throws Error where it is not installed, or does not start. */
export async function startDemoEngine(): Promise<DemoEngine> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'kazoo-demo-'));
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit').catch((cause: unknown) => {
    throw new Error('redis-server cannot be started: is it installed?', { cause });
  });
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await Promise.race([readiness(server.stdout), exited]);
    if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
  } catch (error) {
    await removeFolder();
    throw error;
  }
  server.stdout.resume();
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGKILL');
      await exited;
      await removeFolder();
    },
  };
}

async function readiness(output: NodeJS.ReadableStream): Promise<void> {
  for await (const line of createInterface({ input: output })) if (line.includes('Ready to accept')) return;
}

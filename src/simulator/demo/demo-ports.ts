import { once } from 'node:events';
import { createServer } from 'node:net';

/** The ports of so many instances: this one and the next. Port 0 is any free one, for each. */
export function portsOf(instances: number, first: number): readonly number[] {
  return Array.from({ length: instances }, (_, index) => (first === 0 ? 0 : first + index));
}

/** @throws Error that names the first port that another program has taken */
export async function checkPorts(ports: readonly number[], host: string): Promise<void> {
  for (const port of ports) if (!(await isFree(port, host))) throw new Error(taken(port, ports));
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host === '' ? undefined : host), 'listening');
  } catch (error) {
    // What else is wrong with an address, the gateway says in the words of its settings.
    return !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE');
  }
  server.close();
  await once(server, 'close');
  return true;
}

function taken(port: number, [first = port, ...others]: readonly number[]): string {
  const last = others.at(-1);
  const all = last === undefined ? `the port ${first}` : `the ports ${first} to ${last}, one for each instance`;
  return `Port ${port} is taken by another program. The demo takes ${all}: PORT=… chooses others.`;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const program = `
  import { Interruption } from ${JSON.stringify(new URL('harness/interruption.ts', import.meta.url))};
  const clean = new Interruption(() => process.stdout.write('clean'));
  if (process.argv[1] === 'disposed') clean[Symbol.dispose]();
  process.send('ready');
  setInterval(() => undefined, 1_000);
`;

test.each([
  ['SIGINT', 'clean'],
  ['SIGTERM', 'clean'],
  ['the end of the run', 'clean'],
  ['disposed', ''],
])('what tests have made is cleaned up where they are interrupted: %s', async (how, expected) => {
  const worker = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program, how], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const written = text(worker.stdout ?? Readable.from([]));
  await once(worker, 'message');
  if (how === 'the end of the run') worker.disconnect();
  else worker.kill(how === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');

  expect(await written).toBe(expected);
});

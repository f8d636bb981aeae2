import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

test('the demo serves a wallboard, and admits pages of this machine; of another it tells once how to', async () => {
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: '', ALLOWED_ORIGINS: undefined };
  const demo = spawn(process.execPath, ['--import', 'tsx', 'src/demo.ts'], { env });
  const lines: string[] = [];
  const output = createInterface({ input: demo.stdout });
  output.on('line', (line) => lines.push(line));
  while (!lines.some((line) => line.includes('Ctrl-C'))) await once(output, 'line');
  const [url = ''] = /http:\S+\/graphql/.exec(lines.join('\n')) ?? [];
  const post = async (origin: string): Promise<readonly unknown[]> => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json', Origin: origin };
    const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    return [response.headers.get('access-control-allow-origin'), (await response.json()).data];
  };

  const admitted = [await post('http://localhost:5173'), await post('http://127.0.0.1:8080')];
  const refused = [await post('https://app.example.com'), await post('https://app.example.com')];
  const wallboard = await (await fetch(new URL('/wallboard', url))).text();
  demo.kill('SIGTERM');
  await once(demo, 'close');

  const data = { __typename: 'Query' };
  // Its login is filled in.
  expect(wallboard).toContain('"username":"demo"');
  expect(admitted).toEqual([
    ['http://localhost:5173', data],
    ['http://127.0.0.1:8080', data],
  ]);
  expect(refused.map(([, answer]) => answer)).not.toContainEqual(data);
  const logged = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  expect(lines.join('\n')).toContain('ALLOWED_ORIGINS=https://app.example.com npm run demo');
  expect(logged).toMatchObject([{ origin: 'https://app.example.com', setting: 'ALLOWED_ORIGINS' }]);
});

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';

let demo: ChildProcessByStdio<null, Readable, null>;
let output: Interface;
const lines: string[] = [];
let url = '';

function startDemo(): typeof demo {
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: '', ALLOWED_ORIGINS: undefined };
  return spawn(process.execPath, ['--import', 'tsx', 'src/demo.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

beforeAll(async () => {
  demo = startDemo();
  output = createInterface({ input: demo.stdout });
  output.on('line', (line) => lines.push(line));
  await told('Ctrl-C');
  url = /http:\S+\/graphql/.exec(lines.join('\n'))?.[0] ?? '';
});

afterAll(async () => {
  demo.kill('SIGTERM');
  await once(demo, 'close');
});

async function told(text: string): Promise<void> {
  while (!lines.some((line) => line.includes(text))) await once(output, 'line');
}

interface Named {
  readonly from: { readonly name: string | null };
}

/** The calls that are up as soon as there are some. */
async function firstCalls(url: string): Promise<readonly Named[]> {
  const ask = async (query: string, token = '') => {
    const headers = { 'Content-Type': 'application/json', 'X-Auth-Token': token };
    return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json()).data;
  };
  const input = '{ accountName: "demo", username: "demo", password: "demo" }';
  const { login } = await ask(`mutation { login(input: ${input}) { authToken } }`);
  for (;;) {
    const { calls } = await ask('{ calls { nodes { from { name } } } }', login.authToken);
    if (calls.nodes.length > 0) return calls.nodes;
  }
}

test('the demo serves a wallboard, and admits pages of this machine; of another it tells once how to', async () => {
  const post = async (origin: string): Promise<readonly unknown[]> => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json', Origin: origin };
    const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    return [response.headers.get('access-control-allow-origin'), (await response.json()).data];
  };

  const admitted = [await post('http://localhost:5173'), await post('http://127.0.0.1:8080')];
  const refused = [await post('https://app.example.com'), await post('https://app.example.com')];
  const calls = await firstCalls(url);
  const wallboard = await (await fetch(new URL('/wallboard', url))).text();
  await told('"setting"');

  const data = { __typename: 'Query' };
  // What goes on when somebody looks for the first time has names, although Kazoo lists none.
  expect(calls.map(({ from }) => from.name)).not.toContain(null);
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

test('the demo loses its Kazoo when it is told to, and has it again by itself', async () => {
  const query = 'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { authToken } }';
  const logIn = async (): Promise<{ data?: unknown; errors?: readonly unknown[] }> => {
    const headers = { 'Content-Type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };

  const [, processId] = /kill -USR2 (\d+)/.exec(lines.join('\n')) ?? [];
  process.kill(Number(processId), 'SIGUSR2');
  await told('Kazoo is away');
  const meanwhile = await logIn();
  await told('Kazoo is back');
  const afterwards = await logIn();

  expect(meanwhile.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  expect(afterwards.errors).toBeUndefined();
});

test('the demo stops what it has begun to start when it is ended before it is ready', async () => {
  const another = startDemo();
  const exited = once(another, 'exit');
  await once(another.stdout, 'data');
  another.stdout.resume();
  another.kill('SIGTERM');

  expect(await exited).toEqual([0, null]);
});

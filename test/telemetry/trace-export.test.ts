import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, inject, test } from 'vitest';
import { until } from '../harness/until.ts';

interface Export {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A collector of OpenTelemetry that keeps what it is sent. */
async function startCollector() {
  const exports: Export[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    exports.push({ path: request.url, authorization: request.headers.authorization, body });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    exports,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Says on standard error, at its end, which packages the program has loaded. */
const tellPackages = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { cache } = createRequire(${JSON.stringify(import.meta.url)});
  process.on('exit', () => console.error(Object.keys(cache).join('\\n')));
`)}`;

/** The program with a Kazoo that is not there, until SIGTERM. */
function startProgram(settings: Readonly<Record<string, string>>) {
  const { PATH = '' } = process.env;
  const program: ChildProcess = spawn(process.execPath, ['--import', tellPackages, inject('program')], {
    env: { PATH, PORT: '0', HOST: '127.0.0.1', KAZOO_API_URL: 'http://127.0.0.1:1/v2', ...settings },
  });
  const exit = once(program, 'exit');
  let output = '';
  let errors = '';
  program.stdout?.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  program.stderr?.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  return {
    /** Where GraphQL is. */
    async url(): Promise<string> {
      await until(() => expect(output).toMatch(/"url":"/));
      return /"url":"([^"]+)"/.exec(output)?.[1] ?? '';
    },
    /** Resolves with what it wrote. */
    async stop(): Promise<{ readonly output: string; readonly errors: string }> {
      program.kill('SIGTERM');
      await exit;
      return { output, errors };
    },
    async [Symbol.asyncDispose]() {
      program.kill('SIGKILL');
      await exit;
    },
  };
}

const loginQuery =
  'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { accountId } }';

async function logIn(url: string): Promise<void> {
  await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: loginQuery }),
  });
}

test('with OTEL_EXPORTER_OTLP_ENDPOINT spans go to the collector, the last ones when the gateway stops', async () => {
  await using collector = await startCollector();
  await using program = startProgram({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=the-secret',
  });

  await logIn(await program.url());
  const { output, errors } = await program.stop();

  const sent = collector.exports.map(({ body }) => body).join('');
  expect(collector.exports[0]).toMatchObject({ path: '/v1/traces', authorization: 'the-secret' });
  for (const text of ['"login"', '"PUT /user_auth"', '"kazoo-graphql-gateway"', 'UPSTREAM_UNAVAILABLE'])
    expect(sent).toContain(text);
  expect(output + errors).not.toContain('the-secret');
});

test('a collector that is not there is logged, and nothing else suffers', async () => {
  await using program = startProgram({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_TIMEOUT: '100',
  });

  await logIn(await program.url());
  const { output } = await program.stop();

  expect(output).toContain('"msg":"cannot export traces"');
  expect(output).toContain('"msg":"closed"');
});

test('without it nothing of an exporter is loaded', async () => {
  await using program = startProgram({});

  await logIn(await program.url());
  const { errors } = await program.stop();

  expect(errors).toContain('node_modules/pino/');
  expect(errors.match(/node_modules\/@opentelemetry\/(?!api\/)\S+/g)).toBeNull();
});

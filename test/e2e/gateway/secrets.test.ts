import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { answerOver, transports } from '../../harness/answer-over.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

const password = 'marked-password-31c7f9';
const garbage = 'marked-token-77ad01';
const factor = 'marked-factor-4411aa';
const apiKey = 'ab12'.repeat(16);
const login = 'mutation ($input: LoginInput!) { login(input: $input) { authToken } }';

const variants = (input: object, rest: object = {}) => ({ query: login, variables: { input, ...rest } });
const person = { accountName: 'demo', username: 'demo', password };

/**
 * Operations that hold secrets and go wrong: refused by Kazoo, by the gateway, and by graphql-js in
 * each of its phases.
 */
const mistakes: readonly Readonly<Record<string, unknown>>[] = [
  variants(person),
  variants({ ...person, multiFactorResponse: { code: factor } }),
  variants({ accountName: 'demo', credentials: password }),
  variants({ ...person, credentials: password }),
  variants({ ...person, nothing: factor }),
  variants({ ...person, method: password }),
  variants({ ...person, username: { deep: password } }),
  variants([password]),
  { query: login, variables: { input: password } },
  { query: `mutation { login(input: { accountName: "demo", username: "demo", password: "${password}" }) }` },
  { query: `mutation { login(input: { accountName: "demo", password: ["${password}"] }) { accountId } }` },
  { query: `mutation { login(input: { method: "${password}" }) { accountId } }` },
  { query: `mutation { login(input: "${password}") { accountId } }` },
  { query: `mutation { login(input: { password "${password}" }) { accountId } }` },
  { query: `mutation { login(input: { password: """${password}""" """${password}""" }) { accountId } }` },
  {
    query: `mutation {
      login(input: { accountName: "demo", username: "demo", password: "${password}" }) { accountId }
    }`,
  },
  { query: login, variables: { input: person }, operationName: 'Nothing' },
  { query: login, variables: { input: person }, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
];

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();

/** The operations that need a token. */
const needy = [
  { query: '{ viewer { accountId } channels { nodes { callId } } }' },
  { query: 'mutation { refreshToken { accountId } }' },
  { query: 'subscription { callEvents { name } }' },
];

test('no secret appears in answers, logs, metrics, spans or pages, whatever goes wrong', async () => {
  const output: string[] = [];
  const log = createLog('trace', { write: (line) => output.push(line) });
  await using harness = await startHarness({
    log,
    settings: {
      KAZOO_API_KEY: apiKey,
      GRAPHIQL: 'true',
      REST_TIMEOUT_MS: '1000',
      SUBSCRIBE_TIMEOUT_MS: '1000',
      MAX_CHECK_WAIT_MS: '1000',
      AUTHORITY_TTL_MS: '1',
      MAX_LOGIN_ATTEMPTS_PER_ACCOUNT: '1000',
      MAX_LOGIN_ATTEMPTS_PER_IP: '1000',
    },
  });
  const { crossbar, blackhole } = harness.kazoo;
  const token = harness.token('demo');
  const expired = harness.token('demo', -1);

  const ask = async (body: Readonly<Record<string, unknown>>, as?: string): Promise<void> => {
    const answers = transports.map((transport) => answerOver(transport, harness, body, as));
    for (const answer of answers) output.push(await answer.then(JSON.stringify, String));
  };
  const askAll = async (): Promise<void> => {
    for (const mistake of mistakes) await ask(mistake);
    for (const bad of [garbage, expired]) for (const body of needy) await ask(body, bad);
  };

  await askAll();
  for (const body of [`{"variables":{"password":"${password}" "`, `"${password}`])
    output.push(await answerToText(harness, body));
  output.push(await (await fetch(`${harness.url}?query={__typename}&variables={"${factor}":x`)).text());
  for (const bad of [garbage, expired]) output.push(await closeOf(harness, { authToken: bad }));
  output.push(await closeOf(harness, { 'X-Auth-Token': { deep: garbage } }));

  // A token that was good until just now, on live streams.
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  client.subscribe('1', 'subscription { callEvents { name } }');
  await harness.untilSubscribers(1);
  blackhole.faults.rejectUpgrades(403);
  blackhole.dropSockets();
  const account = harness.kazoo.directory.account('demo');
  harness.kazoo.revokeTokens({ accountId: account.id, ownerId: account.users[0]?.id });
  for (const body of needy) await ask(body, token);

  for (const disturb of [
    () => crossbar.faults.failWith(500),
    () => crossbar.faults.failWith(401),
    () => crossbar.faults.answerGarbage(),
    () => crossbar.faults.answerWith({ status: 400, data: { echo: `${password} ${garbage} ${token}` } }),
    () => crossbar.faults.forceRateLimit(),
  ]) {
    const undo = disturb();
    await ask(variants(person));
    for (const body of needy) await ask(body, garbage);
    undo();
  }
  crossbar.stop();
  await ask(variants(person));

  await until(() => expect(output.join('')).toContain('cannot log in with the API key'));
  for (const path of ['/metrics', '/graphql', '/health/ready']) {
    const page = await fetch(harness.url.replace('/graphql', path), { headers: { Accept: 'text/html' } });
    output.push(await page.text());
  }
  const spans = exporter.getFinishedSpans();
  expect(new Set(spans.map(({ name }) => name))).toContain('PUT /user_auth');
  for (const { name, attributes, events, links, status, resource } of spans)
    output.push(JSON.stringify([name, attributes, events, links, status, resource.attributes]));
  const all = output.join('\n');
  for (const secret of [password, garbage, factor, apiKey, token, expired])
    expect(whereabouts(all, secret)).toEqual([]);
  for (const jwt of [token, expired]) expect(all).not.toContain(jwt.split('.')[2]);
  expect(all).toContain('INVALID_CREDENTIALS');
  expect(all).toContain('UNAUTHENTICATED');
  expect(all).toContain('TOKEN_EXPIRED');
}, 60_000);

function whereabouts(text: string, secret: string): readonly string[] {
  return text.split('\n').filter((line) => line.includes(secret));
}

/** The answer to a body, sent unchanged, JSON or not. */
async function answerToText({ url }: Harness, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return response.text();
}

async function closeOf(harness: Harness, params: Readonly<Record<string, unknown>>): Promise<string> {
  await using client = await RawClient.open(harness.webSocketUrl);
  client.init(params);
  return JSON.stringify(await client.next());
}

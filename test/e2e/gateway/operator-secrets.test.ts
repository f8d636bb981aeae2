import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { settingValues } from '../../../src/config/setting-values.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { askOperator, OperatorReader, operatorToken } from '../../operator/harness/operator-reader.ts';
import { startWithDesk } from '../../operator/harness/start-with-desk.ts';

const calls = 'subscription { callEvents { cursor } }';

test('a forged token shows no text of its own to an operator', async () => {
  await using harness = await startWithDesk();
  using operator = await OperatorReader.open(harness);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'kazoo', account_id: harness.accountId('demo'), owner_id: 'call 555-0100 '.repeat(300) };
  const token = `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;

  const { body } = await harness.post({ query: '{ channels { nodes { callId } } }' }, { 'X-Auth-Token': token });

  expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  await operator.until(() => expect(operator.rows('refused')).toHaveLength(1));
  expect(operator.rows('refused')).toMatchObject([{ reason: 'UNAUTHENTICATED', userId: '' }]);
  expect(operator.received.join()).not.toContain('555-0100');
});

test('no secret ever reaches an operator, the log or the metrics', async () => {
  const env = {
    OPERATOR_TOKEN: operatorToken,
    KAZOO_API_KEY: 'ab12'.repeat(16),
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:marked-password-1@127.0.0.1:9/',
    REDIS_URL: 'redis://user:marked-password-2@127.0.0.1:9',
  };
  const { REDIS_URL: _unused, ...used } = env;
  readConfig(env);
  const lines: string[] = [];
  await using harness = await startWithDesk({
    settings: used,
    gateway: { settings: settingValues(env) },
    log: createLog('trace', { write: (line) => lines.push(line) }),
  });
  const token = harness.token('demo');
  const garbage = 'marked-token-77ad01';
  const password = 'marked-password-31c7f9';
  using operator = await OperatorReader.open(harness);
  const login = (input: object) =>
    harness.post({
      query: 'mutation ($input: LoginInput!) { login(input: $input) { authToken } }',
      variables: { input },
    });

  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  await login({ accountName: 'demo', username: 'demo', password });
  await login({ accountName: password, username: password, password });
  const { body } = await login({ accountName: 'demo', username: 'demo', password: 'demo' });
  client.subscribe('2', `subscription { callEvents(accountId: "${garbage}") { name } }`);
  await harness.post({ query: '{ viewer { accountId } }' }, { 'X-Auth-Token': garbage, 'X-Request-ID': token });
  await using anonymous = await RawClient.open(harness.webSocketUrl);
  anonymous.init({ authToken: garbage });
  await anonymous.closed();
  client.webSocket.close(4_000, `${token.slice(0, 60)}`);
  await client.closed();
  await askOperator(harness, 'events', { search: garbage }, garbage);
  harness.kazoo.blackhole.faults.rejectUpgrades(403);
  await operator.until(() => expect(operator.rows('refused').length).toBeGreaterThanOrEqual(3));
  await operator.until(() => expect(operator.rows('ended')).toHaveLength(1));

  for (const path of ['/metrics', '/operator', '/operator/events'])
    lines.push(await (await fetch(harness.url.replace('/graphql', path))).text());
  const told = operator.received.join('\n');
  const written = lines.join('\n');
  const issued = JSON.stringify(body).match(/eyJ[\w.-]+/)?.[0] ?? 'none';
  expect(issued).not.toBe('none');
  for (const secret of [token, issued, garbage, password, operatorToken, 'ab12ab12', 'marked'])
    for (const text of [told, written]) expect(text).not.toContain(secret);
  // With `debug` the log has the reason with which a client closes, whatever that is.
  expect(told).not.toContain(token.slice(0, 60));
  expect(operator.row('settings', 'OPERATOR_TOKEN')).toMatchObject({ value: '(set)', setIn: 'environment' });
  expect(operator.row('settings', 'LINGER_MS')).toMatchObject({ value: '30000', unit: 'ms', setIn: 'default' });
});

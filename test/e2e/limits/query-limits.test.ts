import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { Documents } from '../../../src/graphql/documents/documents.ts';
import { answerOver, codeOf, transports } from '../../harness/answer-over.ts';
import { everyEventField } from '../../harness/every-event-field.ts';
import { everySnapshotField, snapshotFields } from '../../harness/every-snapshot-field.ts';
import { startHarness } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';

const owners = 'query ($first: Int) { users(first: $first) { nodes { id username } } }';

describe.each(transports)('over %s', (transport) => {
  test.each([
    ['MAX_TOKENS', '10', '{ viewer { accountId ownerId expiresAt account { id name } } }', 'GRAPHQL_PARSE_FAILED'],
    ['MAX_DEPTH', '2', '{ viewer { account { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['MAX_ALIASES', '1', '{ a: bindings b: bindings }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'MAX_DIRECTIVES',
      '1',
      '{ viewer { accountId @include(if: true) ownerId @skip(if: true) } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['MAX_FIELD_PAIRS', '2', '{ bindings bindings }', 'GRAPHQL_VALIDATION_FAILED'],
    ['MAX_COST', '100', '{ users(first: 60) { nodes { id username } } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s=%s refuses %s', async (name, value, query, code) => {
    await using harness = await startHarness({ settings: { [name]: value } });

    const refused = await answerOver(transport, harness, { query }, harness.token('demo'));
    const accepted = await answerOver(transport, harness, { query: '{ viewer { accountId } }' }, harness.token('demo'));

    expect(codeOf(refused)).toBe(code);
    expect(refused.data).toBeUndefined();
    expect(accepted).toEqual({ data: { viewer: { accountId: harness.accountId('demo') } } });
    expect(await limitedCount(harness, name.toLowerCase())).toBe(1);
  });

  test('the introspection query of tools is within the limits, and one that nests its lists is not', async () => {
    await using harness = await startHarness();
    const everything = getIntrospectionQuery({
      inputValueDeprecation: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      oneOf: true,
    });
    const type = 'type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
    const args = `args { name description defaultValue ${type} }`;
    const nested = `{ __schema { types { fields { type { fields { ${args} } } } } } }`;

    const answer = await answerOver(transport, harness, { query: everything });

    expect(answer).toEqual({ data: expect.anything() });
    expect(JSON.stringify(answer)).toContain('"CallEvent"');
    expect(codeOf(await answerOver(transport, harness, { query: nested }))).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('a new document waits in the parse queue of its client, and a known one does not', async () => {
    await using harness = await startHarness();
    const ask = (query: string) => answerOver(transport, harness, { query });
    await ask('{ __typename }');
    using prepare = vi.spyOn(Documents.prototype, 'prepare');

    expect(await ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    expect(prepare).not.toHaveBeenCalled();
    expect(await ask('{ __typename } # new')).toEqual({ data: { __typename: 'Query' } });
    expect(prepare.mock.calls).toEqual([['{ __typename } # new', '127.0.0.1', expect.any(Function)]]);
  });

  test('variables that nest deeper than 100 are refused', async () => {
    await using harness = await startHarness();
    const deep = JSON.parse(`${'['.repeat(101)}${']'.repeat(101)}`);

    const answer = await answerOver(transport, harness, { query: '{ __typename }', variables: { deep } });

    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
  });

  test('MAX_COST multiplies by a variable, by its default and by the default of the argument', async () => {
    await using harness = await startHarness({ settings: { MAX_COST: '102' } });
    const ask = (query: string, variables = {}) =>
      answerOver(transport, harness, { query, variables }, harness.token('demo')).then(codeOf);

    expect(await ask(owners, { first: 50 })).toBeUndefined();
    expect(await ask(owners, { first: 51 })).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await ask(owners)).toBeUndefined();
    expect(await ask(owners.replace('Int', 'Int = 200'))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await ask('{ users { nodes { id username extension } } }')).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('MAX_COST counts UNPAGED_LIST_SIZE items of a list without first', async () => {
    await using harness = await startHarness({ settings: { MAX_COST: '102', UNPAGED_LIST_SIZE: '50' } });
    const ask = (query: string) => answerOver(transport, harness, { query }, harness.token('demo')).then(codeOf);

    expect(await ask('{ channels { nodes { callId callDirection } } }')).toBeUndefined();
    expect(await ask('{ channels { nodes { callId callDirection answered } } }')).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

test.each(['SSE', 'WebSocket'] as const)('over %s subscriptions are bound by the same limits', async (transport) => {
  await using harness = await startHarness({ settings: { MAX_DEPTH: '2', MAX_COST: '10' } });
  const ask = (query: string) => answerOver(transport, harness, { query }, harness.token('demo')).then(codeOf);

  expect(await ask('subscription { callEvents { gap { from } } }')).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(await ask(`subscription { events(binding: "call.*.*") { ${everyEventField()} } }`)).toBe(
    'GRAPHQL_VALIDATION_FAILED',
  );
});

test('by default every field of every event may be selected, and every field of every snapshot', async () => {
  await using harness = await startHarness();
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });

  client.subscribe('1', `subscription { events(binding: "call.*.*") { ${everyEventField()} } }`);
  await harness.untilSubscribers(1);

  const { data } = await answerOver(
    'HTTP',
    harness,
    { query: `{ ${snapshotFields.map(everySnapshotField).join(' ')} }` },
    harness.token('demo'),
  );
  expect(data).toHaveProperty('channels');
  expect(await client.settled()).toEqual([]);
});

test.each([
  ['nested deeper than the parser could follow', `{ ${'a { '.repeat(20_000)}`],
  ['with fragments that double at each step', bomb(30)],
  ['with fragments in a circle', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
  ['with the same field over and over', `{ ${'bindings '.repeat(10_000)}}`],
])('a document %s is refused quickly, and the gateway goes on', async (_what, query) => {
  await using harness = await startHarness({ settings: { MAX_MESSAGE_BYTES: '1000000', MAX_BODY_BYTES: '1000000' } });

  for (const transport of transports) {
    const startedAtMs = performance.now();
    const refused = await answerOver(transport, harness, { query }, harness.token('demo'));
    expect(codeOf(refused)).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  }
});

function bomb(steps: number): string {
  const fragments = Array.from({ length: steps }, (_, step) => {
    const inner = step === 0 ? 'users { nodes { id } }' : `a: ...f${step - 1} ...f${step - 1}`.replace('a: ', '');
    return `fragment f${step} on Query { ${inner} more${step}: users(first: 200) { nodes { id username } } }`;
  });
  return `{ ...f${steps - 1} } ${fragments.join(' ')}`;
}

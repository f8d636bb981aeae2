import { buildSchema } from 'graphql';
import { expect, test, vi } from 'vitest';
import { Documents } from '../../../src/graphql/documents/documents.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { CacheClock } from '../../harness/cache-clock.ts';

const schema = buildSchema('type Query { a: Int b(x: Int!): Int } type Subscription { s: Int }');

function setUp(maxCachedBytes = 1_000_000): Documents {
  return new Documents({ schema, turns: new SlicedQueue(), maxCachedBytes });
}

test('a query is parsed and validated once, whatever comes of it', () => {
  const documents = setUp();

  for (const query of ['{ a }', '{ nothing }', '{']) expect(documents.read(query)).toBe(documents.read(query));
});

test('a valid query gives its document', () => {
  expect(setUp().read('query Q { a }')).toMatchObject({
    ok: true,
    document: { definitions: [{ name: { value: 'Q' } }] },
  });
});

test('a text that is no GraphQL says where', () => {
  const read = setUp().read('{ a');

  expect(read).toMatchObject({
    ok: false,
    errors: [
      {
        message: expect.stringContaining('Syntax Error'),
        locations: [{ line: 1, column: 4 }],
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      },
    ],
  });
  expect('document' in read).toBe(false);
});

test('a query that is not valid gives all its errors, and its document', () => {
  const read = setUp().read('{ nothing b }');

  expect(read).toMatchObject({
    ok: false,
    document: { kind: 'Document' },
    errors: [
      { locations: [{ line: 1, column: 3 }], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
      { locations: [{ line: 1, column: 11 }], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ],
  });
});

test('a text is prepared in the queue of its client, unless it is wanted no more', async () => {
  const documents = setUp();
  using run = vi.spyOn(SlicedQueue.prototype, 'run');

  await documents.prepare('{ a }', 'client', () => true);
  await documents.prepare('{ x: a }', 'client', () => false);

  expect(run.mock.calls.map(([client]) => client)).toEqual(['client', 'client']);
  expect(['{ a }', '{ x: a }'].map((query) => documents.has(query))).toEqual([true, false]);
});

test('errors count as what they take, however short the text', () => {
  const documents = setUp(8_000);
  documents.read('{ a }');

  documents.read(`{ ${Array.from({ length: 60 }, (_, index) => `x${index}`).join(' ')} }`);

  expect(documents.has('{ a }')).toBe(false);
});

test('an error keeps nothing alive that is on its stack', () => {
  for (const query of ['{', '{ nothing }']) {
    const read = setUp().read(query);
    expect(read.ok ? [] : read.errors.map(({ stack }) => stack)).toEqual([expect.not.stringMatching(/^ +at /m)]);
  }
});

test('the errors of a text are kept for a minute, a document until nobody has sent it for two', () => {
  using clock = new CacheClock();
  const documents = setUp();
  const used = documents.read('{ a }');
  for (const query of ['{', '{ nothing }', '{ x: a }']) documents.read(query);

  clock.pass(60_002);
  expect(['{', '{ nothing }', '{ x: a }'].map((query) => documents.has(query))).toEqual([false, false, true]);
  expect(documents.read('{ a }')).toBe(used);
  clock.pass(60_002);
  expect(documents.has('{ x: a }')).toBe(false);
  expect(documents.read('{ a }')).toBe(used);
  clock.pass(120_002);
  expect(documents.has('{ a }')).toBe(false);
});

test('no more text is kept than allowed, the latest used last', () => {
  const documents = setUp(5_000);
  const [used, unused] = [`{ a } #${'x'.repeat(2_000)}`, `{ x: a } #${'x'.repeat(2_000)}`];
  const [kept, lost] = [documents.read(used), documents.read(unused)];
  documents.read(used);

  documents.read(`{ y: a } #${'x'.repeat(2_000)}`);

  expect(documents.read(used)).toBe(kept);
  expect(documents.read(unused)).not.toBe(lost);
});

test.each([
  ['of many short words', `{ ${'a '.repeat(1_000)}}`],
  ['that are not valid', `{ ${'n '.repeat(1_000)}}`],
])('few documents are kept %s, each of which takes much memory', (_what, words) => {
  const documents = setUp(100_000);
  const first = documents.read(`${words}#0`);

  for (let other = 1; other <= 4; other += 1) documents.read(`${words}#${other}`);

  // Not `not.toBe`, which goes on to compare all that hangs on the two.
  expect(documents.read(`${words}#0`) === first).toBe(false);
});

test('a short text that is no GraphQL counts as a long one, since its error takes much memory', () => {
  const documents = setUp(10_000);
  const first = documents.read('{');

  for (let other = 1; other <= 10; other += 1) documents.read(`{${other}`);

  expect(documents.read('{')).not.toBe(first);
});

test('a text larger than all that may be kept is read all the same', () => {
  const documents = setUp(10);
  const query = `{ a } #${'x'.repeat(100)}`;

  expect(documents.read(query)).toMatchObject({ ok: true });
  expect(documents.read(query)).not.toBe(documents.read(query));
});

test.each([
  'subscription { s @skip(if: true) }',
  'subscription { s @include(if: false) }',
  'subscription ($v: Boolean!) { s @include(if: $v) }',
  'subscription { ... @skip(if: true) { s } }',
  'subscription { ...F @include(if: false) } fragment F on Subscription { s }',
  'subscription { ...F } fragment F on Subscription { ...G } fragment G on Subscription { s @skip(if: true) }',
  'subscription { ...F } fragment F on Subscription { ...F s @skip(if: true) }',
])('%s is not valid, since its field can be missing', (query) => {
  expect(setUp().read(query)).toMatchObject({
    ok: false,
    errors: [
      {
        message: 'The one field of a subscription must not have @skip or @include.',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  });
});

test.each(['{ a @skip(if: true) }', 'subscription { ...F } fragment F on Subscription { s }'])(
  '%s is valid',
  (query) => {
    expect(setUp().read(query)).toMatchObject({ ok: true });
  },
);

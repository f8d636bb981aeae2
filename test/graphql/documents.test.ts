import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { Documents } from '../../src/graphql/documents.ts';

const schema = buildSchema('type Query { a: Int b(x: Int!): Int }');

function setUp(maxCachedBytes = 10_000): Documents {
  return new Documents({ schema, maxCachedBytes });
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

test('no more text is kept than allowed, the latest used last', () => {
  const documents = setUp(20);
  const kept = documents.read('{ a }');
  documents.read('{ x: a }');
  documents.read('{ a }');

  documents.read('{ y: a }');

  expect(documents.read('{ a }')).toBe(kept);
});

test('a text larger than all that may be kept is read all the same', () => {
  const documents = setUp(10);
  const query = `{ a } #${'x'.repeat(100)}`;

  expect(documents.read(query)).toMatchObject({ ok: true });
  expect(documents.read(query)).not.toBe(documents.read(query));
});

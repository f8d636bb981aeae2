import { expect, test } from 'vitest';
import { breakingChanges } from './schema-baseline.ts';

test('schema.graphql breaks no client; `npm run accept-schema` accepts intended changes', async () => {
  expect(await breakingChanges()).toEqual([]);
});

test('a change that breaks clients is named', async () => {
  const changes = await breakingChanges('type Query { viewer: String }', 'type Query { bindings: String }');

  expect(changes).toEqual(["Field 'viewer' was removed from object type 'Query'"]);
});

test('an addition breaks nothing', async () => {
  expect(await breakingChanges('type Query { a: String }', 'type Query { a: String b(c: Int): Int }')).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { buildSchema, isNonNullType } from 'graphql';
import { expect, test } from 'vitest';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

test('each root field of a query is nullable, so that one refusal does not null the others', () => {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});

  expect(fields.length).toBeGreaterThan(0);
  expect(fields.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)).toEqual([]);
});

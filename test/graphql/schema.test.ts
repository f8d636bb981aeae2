import { readFileSync } from 'node:fs';
import { buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { gatewaySchema } from '../harness/gateway-schema.ts';
import { schemaFile } from '../schema/schema-baseline.ts';

test('the schema that clients read is schema.graphql, to the names and descriptions of its scalars', () => {
  const written = buildSchema(readFileSync(schemaFile, 'utf8'));

  expect(printSchema(lexicographicSortSchema(gatewaySchema()))).toBe(printSchema(lexicographicSortSchema(written)));
});

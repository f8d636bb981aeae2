import { readFileSync } from 'node:fs';
import { buildSchema, isAbstractType } from 'graphql';
import { expect, test } from 'vitest';
import { possibleTypes } from '../../src/client/index.ts';

test('possibleTypes names every type behind every interface and union of the schema', () => {
  const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  const abstractTypes = Object.values(schema.getTypeMap()).filter(isAbstractType);

  const expected = abstractTypes
    .filter(({ name }) => !name.startsWith('__'))
    .map((type) => [
      type.name,
      schema
        .getPossibleTypes(type)
        .map(({ name }) => name)
        .sort(),
    ]);

  expect(possibleTypes).toEqual(Object.fromEntries(expected));
});

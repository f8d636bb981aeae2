import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
const saysSo = /ask again|no subscription covers|nothing (covers|tells of)/i;

test('that nothing tells of changes in lists without a cursor stands once, at the type Query', () => {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const told = types.flatMap((type) => [
    { place: type.name, description: type.description },
    ...Object.values(type.getFields()).map(({ name, description }) => ({ place: `${type.name}.${name}`, description })),
  ]);

  expect(told.filter(({ description }) => saysSo.test(description ?? '')).map(({ place }) => place)).toEqual(['Query']);
});

test('each list with a cursor names the subscription that goes on from it', () => {
  const covered = queries.filter(({ type }) => {
    const list = getNamedType(type);
    return isObjectType(list) && 'cursor' in list.getFields();
  });

  expect(covered.length).toBeGreaterThan(0);
  expect(covered.filter(({ description }) => !/\bsubscribe\b/.test(description ?? '')).map(({ name }) => name)).toEqual(
    [],
  );
});

import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLField, isObjectType, OperationTypeNode } from 'graphql';
import { expect, test } from 'vitest';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const types = Object.values(schema.getTypeMap()).filter(isObjectType);
const fieldsOf = (name: OperationTypeNode): GraphQLField<unknown, unknown>[] =>
  Object.values(schema.getRootType(name)?.getFields() ?? {});

const typesOfAfter = (root: OperationTypeNode): ReadonlySet<string> =>
  new Set(
    fieldsOf(root).flatMap(({ args }) => args.filter(({ name }) => name === 'after').map(({ type }) => `${type}`)),
  );

test('lists take a page, and subscriptions the cursor of an event', () => {
  expect([...typesOfAfter(OperationTypeNode.QUERY)]).toEqual(['PageCursor']);
  expect([...typesOfAfter(OperationTypeNode.SUBSCRIPTION)]).toEqual(['String']);
});

test('what a list returns for its next page is what it takes, and every other cursor is a text', () => {
  const typesOf = (field: string): ReadonlySet<string> =>
    new Set(types.flatMap((type) => (type.getFields()[field] ? [`${type.getFields()[field]?.type}`] : [])));

  expect([...typesOf('endCursor')]).toEqual(['PageCursor']);
  expect([...typesOf('cursor')].toSorted()).toEqual(['String', 'String!']);
});

test('no field is described as one that is always null', () => {
  const fields = types.flatMap((type) =>
    Object.values(type.getFields()).map(({ name, description }) => ({ name: `${type.name}.${name}`, description })),
  );

  expect(
    fields.filter(({ description }) => /always null|never set/i.test(description ?? '')).map(({ name }) => name),
  ).toEqual([]);
});

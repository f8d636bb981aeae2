import { getNamedType, getNullableType, isListType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { schemaText } from '../harness/every-event-field.ts';

const types = Object.values(schemaText.getTypeMap()).filter(isObjectType);
const fields = types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));

test('every row of a list has an id that caches can key by', () => {
  const rows = fields
    .filter(({ field }) => isListType(getNullableType(field.type)))
    .map(({ field }) => getNamedType(field.type))
    .filter(isObjectType)
    // What stands between a list and a thing is no thing itself, and neither is what was found out about one.
    .filter(({ name }) => !name.startsWith('__') && !name.endsWith('Edge') && name !== 'DiagnosisLine');

  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => `${row.getFields()['id']?.type}` !== 'ID!').map(({ name }) => name)).toEqual([]);
});

test('every edge is an edge of something, and has no id of its own', () => {
  const edges = types.filter(({ name }) => name.endsWith('Edge')).map((edge) => edge.getFields());

  expect(edges.length).toBeGreaterThan(0);
  expect(edges.filter(({ node, id }) => node === undefined || id !== undefined)).toEqual([]);
});

test('no field is described as one that is null by some paths', () => {
  const suspects = fields.filter(({ field }) => /neighbour|not loaded|from the list/i.test(field.description ?? ''));

  expect(suspects.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
});

import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { checkVariableDepth } from '../../../src/graphql/documents/document-policy.ts';

function nested(depth: number): Record<string, unknown> {
  let value: unknown = 'end';
  for (let level = 1; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return { shallow: [1, null, 'text'], value };
}

test.each([1, 2, 100])('variables that nest %i deep are accepted', (depth) => {
  expect(() => checkVariableDepth(nested(depth))).not.toThrow();
});

test.each([101, 100_000])('variables that nest %i deep are refused', (depth) => {
  expect(() => checkVariableDepth(nested(depth))).toThrow(GraphQLError);
});

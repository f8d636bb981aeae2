import { buildSchema, executeSync, type GraphQLResolveInfo, parse } from 'graphql';
import { expect, test } from 'vitest';
import { selectsField } from '../../../src/graphql/snapshots/selects-field.ts';

const schema = buildSchema('type Query { snapshot: Snapshot } type Snapshot { cursor: String nodes: [Snapshot!] }');

function selectsCursor(query: string): boolean {
  const answers: boolean[] = [];
  const rootValue = {
    snapshot: (_: unknown, __: unknown, info: GraphQLResolveInfo) => {
      answers.push(selectsField(info, 'cursor'));
      return null;
    },
  };
  executeSync({ schema, document: parse(query), rootValue, variableValues: { no: false } });
  return answers[0] ?? false;
}

test.each([
  ['{ snapshot { cursor } }', true],
  ['{ snapshot { place: cursor } }', true],
  ['{ snapshot { ... { ... on Snapshot { cursor } } } }', true],
  ['{ snapshot { ...a } } fragment a on Snapshot { ...b } fragment b on Snapshot { cursor }', true],
  ['{ snapshot { __typename } snapshot { cursor } }', true],
  ['query ($no: Boolean!) { snapshot { cursor @include(if: $no) } }', true],
  ['{ snapshot { __typename } }', false],
  ['{ snapshot { cursor: __typename } }', false],
  ['{ snapshot { nodes { cursor } } }', false],
])('%s: %s', (query, expected) => {
  expect(selectsCursor(query)).toBe(expected);
});

test('fragments that double at each step are looked at once', () => {
  const steps = 40;
  const fragments = Array.from(
    { length: steps },
    (_, step) => `fragment f${step} on Snapshot { ...f${step + 1} ...f${step + 1} }`,
  );
  const query = `{ snapshot { ...f0 } } ${fragments.join(' ')} fragment f${steps} on Snapshot { __typename }`;

  expect(selectsCursor(query)).toBe(false);
});

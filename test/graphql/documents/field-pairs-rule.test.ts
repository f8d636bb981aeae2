import { buildSchema, parse, type ValidationRule, validate } from 'graphql';
import { expect, test, vi } from 'vitest';
import { fieldPairsRule } from '../../../src/graphql/documents/field-pairs-rule.ts';

const schema = buildSchema('type Query { a: Int, b: Query } interface I { a: Int }');

function errorsOf(query: string, rule: ValidationRule): readonly string[] {
  return validate(schema, parse(query), [rule]).map(({ message }) => message);
}

test.each([
  ['a field once', '{ a }', 1],
  ['a field three times, which makes three pairs besides', '{ a a a }', 6],
  ['two names of one field', '{ a x: a }', 2],
  ['two fields of one name', '{ a a: b { a } }', 4],
  ['a field within a field that is selected twice', '{ b { a } b { a } }', 6],
  ['inline fragments, which are a part of what is around them', '{ a ... { a ... on Query { a } } }', 6],
  ['a fragment, which is spread once in a place', '{ ...F ...F } fragment F on Query { a }', 1 + 2 + 1 + 1],
  [
    'fragments that are compared with each other',
    '{ ...F ...G } fragment F on Query { a } fragment G on Query { a }',
    8,
  ],
  ['a fragment that nobody spreads', '{ a } fragment F on Query { a a }', 4],
  ['a fragment that spreads itself', '{ ...F } fragment F on Query { a ...F }', 4 + 6],
  ['a fragment that does not exist', '{ ...F }', 1],
])('the pairs of %s are counted', (_what, query, pairs) => {
  expect(errorsOf(query, fieldPairsRule(pairs))).toEqual([]);
  expect(errorsOf(query, fieldPairsRule(pairs - 1))).toEqual([
    `More than ${pairs - 1} pairs of selections are of one field of the result. Select each field once.`,
  ]);
});

test.each([
  ['endless', '{ ...F } fragment F on Query { b { ...F } }'],
  ['exponentially many', `{ ...F0 } ${doubling(40)}`],
])('fragments that make %s levels are left at the limit', (_what, query) => {
  const getFragment = vi.fn();

  expect(errorsOf(query, counting(fieldPairsRule(1_000), getFragment))).toHaveLength(1);
  expect(getFragment.mock.calls.length).toBeLessThan(1_100);
});

function doubling(steps: number): string {
  return Array.from({ length: steps }, (_, step) => {
    const next = step + 1 < steps ? `...F${step + 1}` : 'a';
    return `fragment F${step} on Query { x: b { ${next} } y: b { ${next} } }`;
  }).join(' ');
}

/** Calls `onFragment` whenever the rule asks for a fragment. */
function counting(rule: ValidationRule, onFragment: () => void): ValidationRule {
  return (context) => {
    const getFragment = context.getFragment.bind(context);
    context.getFragment = (name) => {
      onFragment();
      return getFragment(name);
    };
    return rule(context);
  };
}

import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { shapeOf, sharedVariables } from '../../src/graphql/operation-shape.ts';

function keyOf(query: string, operationName?: string): string {
  return shapeOf(parse(query), operationName).documentKey;
}

describe('documents share a key', () => {
  test.each([
    [
      'in white space, commas and comments',
      'subscription { a(x: 1, y: 2) { b } }',
      'subscription{a(x:1 y:2){b} # b\n}',
    ],
    ['in the name of their only operation', 'subscription One { a }', 'subscription Two { a }'],
    ['in having such a name', 'subscription One { a }', 'subscription { a }'],
    ['in how a string is written', 'subscription { a(x: "\\u0041") }', 'subscription { a(x: "A") }'],
  ])('that differ %s', (_what, one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });
});

describe('documents do not share a key', () => {
  test.each([
    ['fields', 'subscription { a }', 'subscription { b }'],
    ['orders of fields', 'subscription { a { b c } }', 'subscription { a { c b } }'],
    ['aliases', 'subscription { a }', 'subscription { x: a }'],
    ['arguments', 'subscription { a(x: 1) }', 'subscription { a(x: "1") }'],
    ['directives', 'subscription { a { b @skip(if: true) } }', 'subscription { a { b } }'],
    ['defaults of variables', 'subscription ($x: Int = 1) { a(x: $x) }', 'subscription ($x: Int = 2) { a(x: $x) }'],
    ['fragments', 'subscription { ...F } fragment F on S { a }', 'subscription { ...F } fragment F on S { b }'],
    ['spaces in a string', 'subscription { a(x: "a b") }', 'subscription { a(x: "a  b") }'],
  ])('with different %s', (_what, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
});

test('of several operations the name decides', () => {
  const document = parse('subscription One { a } subscription Two { b }');

  expect(shapeOf(document, 'One').operationName).toBe('One');
  expect(shapeOf(document, 'Two').operationName).toBe('Two');
  expect(shapeOf(parse('subscription One { a }'), 'One').operationName).toBeUndefined();
});

describe('variables that decide the results', () => {
  const document = parse('subscription ($x: Int, $since: String) { a(x: $x, after: $since) { b } }');

  test('are all but the one that a client resumes by', () => {
    expect(sharedVariables(shapeOf(document, undefined), { x: 1, since: 'c1' })).toEqual({ x: 1 });
  });

  test('are only those that the operation declares', () => {
    expect(sharedVariables(shapeOf(document, undefined), { x: 1, nonsense: [[[]]] })).toEqual({ x: 1 });
  });

  test('tell null from absent', () => {
    expect(sharedVariables(shapeOf(document, undefined), { x: null })).toEqual({ x: null });
    expect(sharedVariables(shapeOf(document, undefined), {})).toEqual({});
  });

  test('are never inherited ones', () => {
    const odd = parse('subscription ($constructor: Int) { a(x: $constructor) }');

    expect(sharedVariables(shapeOf(odd, undefined), {})).toEqual({});
  });
});

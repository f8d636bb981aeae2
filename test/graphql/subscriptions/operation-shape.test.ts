import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { operationKey, resumes, shapeOf, sharedVariables } from '../../../src/graphql/subscriptions/operation-shape.ts';

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

describe('operations', () => {
  const query = 'subscription ($x: In, $y: In, $since: String) { a(x: $x, y: $y, after: $since) { b } }';
  const key = (variables: Readonly<Record<string, unknown>>, text = query, name?: string) =>
    operationKey(shapeOf(parse(text), name), variables);

  test('share a key when their variables differ in the order of names only, at any depth', () => {
    const one = { x: 1, y: { c: [{ d: 1, e: 2 }], f: null } };
    const other = { y: { f: null, c: [{ e: 2, d: 1 }] }, x: 1 };

    expect(key(one)).toBe(key(other));
  });

  test('share a key wherever their clients resume', () => {
    expect(key({ since: 'c1' })).toBe(key({}));
  });

  test.each([
    ['values of a variable', { x: 1 }, { x: 2 }],
    ['types of a value', { x: 1 }, { x: '1' }],
    ['names of variables', { x: 1 }, { y: 1 }],
    ['null and absent variables', { x: null }, {}],
    ['orders of a list', { x: [1, 2] }, { x: [2, 1] }],
    ['lists and objects', { x: ['a'] }, { x: { 0: 'a' } }],
    ['keys of an odd name', { x: JSON.parse('{"__proto__":1}') }, { x: {} }],
  ])('do not share a key with different %s', (_what, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  test('do not share a key with different documents, or different operations of one', () => {
    const two = 'subscription One { a } subscription Two { b }';

    expect(key({}, 'subscription { a }')).not.toBe(key({}, 'subscription { b }'));
    expect(key({}, two, 'One')).not.toBe(key({}, two, 'Two'));
  });

  test('resume by a variable when it has a value', () => {
    const shape = shapeOf(parse(query), undefined);

    expect([{ since: 'c1' }, { since: null }, { x: 'c1' }].map((variables) => resumes(shape, variables))).toEqual([
      true,
      false,
      false,
    ]);
    expect(resumes(shapeOf(parse('subscription { a }'), undefined), { undefined: 'c1' })).toBe(false);
  });
});

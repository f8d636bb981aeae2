import { assertValidSchema, parse } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { compileProjection } from '../../../src/fanout/projection/projection.ts';
import { dataOf, ofThing, operationOf } from '../harness/projection-operations.ts';
import { projectionSchema } from '../harness/projection-schema.ts';

test('the schema of these tests is a valid one', () => {
  expect(() => assertValidSchema(projectionSchema)).not.toThrow();
});

const person = { kind: 'Person', name: 'Zoë', age: 41 };
const robot = { kind: 'Robot', name: 'marvin', model: 'GPP' };

test('a projection reads and serializes a field once, under however many aliases', () => {
  const aliases = Array.from({ length: 29 }, (_, index) => `a${index}: computed`).join(' ');
  const toJSON = vi.fn<() => string>(() => 'large');
  const compute = vi.fn<() => unknown>(() => ({ toJSON }));
  const project = compileProjection(ofThing(`thing { ${aliases} } ${aliases}`));

  const data = JSON.parse(project({ compute, thing: { compute } }) ?? '');

  expect(Object.values(data.thing)).toHaveLength(30);
  expect(data.thing).toMatchObject({ a0: 'large', a28: 'large', thing: { a0: 'large', a28: 'large' } });
  expect([compute.mock.calls.length, toJSON.mock.calls.length]).toEqual([2, 2]);
});

describe('a projection writes what graphql-js says of', () => {
  test.each<[what: string, selection: string, root: unknown]>([
    ['text', 'text mustText id', { text: 'a "quoted" \n 山 \u2028', mustText: '\ud800', id: 7 }],
    ['numbers', 'number ratio flag id', { number: -0, ratio: 1e21, flag: 0, id: '' }],
    ['values that their scalars coerce', 'text number flag', { text: true, number: '12', flag: 1 }],
    ['what was left out or is null', 'text number thing { text } texts things { text }', { text: null, things: null }],
    ['enums', 'colour colours', { colour: 1, colours: ['bleu', 1] }],
    ['raw JSON', 'raw', { raw: { b: [1, null, { c: undefined }], a: JSON.parse('{"__proto__": 1}'), 1: Number.NaN } }],
    ['raw values that JSON does not know', 'a: raw', { raw: Number.POSITIVE_INFINITY }],
    ['dates', 'raw', { raw: new Date(0) }],
    [
      'lists',
      'texts mustTexts grid colours',
      { texts: ['a', null], mustTexts: [], grid: [[1, null], []], colours: [] },
    ],
    ['lists with holes', 'texts', { texts: new Array(2) }],
    ['objects', 'thing { thing { text } } mustThing { text }', { thing: { thing: { text: 'x' } }, mustThing: {} }],
    ['lists of objects', 'things { text } mustThings { text }', { things: [{ text: 'a' }, null], mustThings: [{}] }],
    ['objects that are functions', 'things { length }', { things: [(a: number) => a] }],
    [
      'objects that are no objects',
      'thing { text length } things { length }',
      { thing: 'abc', things: ['x', 7, true] },
    ],
    ['an inherited value', 'text', Object.create({ text: 'inherited' })],
    ['names that objects inherit', 'constructor length', { constructor: 'x' }],
    [
      'interfaces',
      'named { __typename name } nameds { name ... on Robot { model } ... on Person { age } }',
      {
        named: robot,
        nameds: [person, robot, person],
      },
    ],
    ['unions', 'either { __typename ... on Person { name } ... on Named { called: name } }', { either: robot }],
    [
      'objects without a selected field',
      'thing { text @skip(if: true) } things { text @include(if: false) }',
      {
        thing: {},
        things: [{}, null],
      },
    ],
    ['types', '__typename type: __typename thing { __typename }', { thing: {} }],
    [
      'aliases of one field with different selections',
      'a: thing { text } b: thing { id } c: thing { text } d: id e: id',
      { thing: { text: 'x', id: 1 }, id: 2 },
    ],
    ['aliases', 'a: text b: text __proto__: id toJSON: raw then: text constructor: text', { text: 'x', id: 1, raw: 2 }],
    ['resolvers', 'computed', { compute: () => ({ x: 1 }) }],
    ['what can be iterated and is no array', 'texts', { texts: new Set(['a', null]) }],
    ['no root at all', 'text', undefined],
  ])('%s', (_what, selection, root) => {
    const operation = ofThing(selection);

    expect(compileProjection(operation)(root)).toBe(dataOf(operation, root));
  });

  test.each<[what: string, query: string, variables?: Record<string, unknown>]>([
    [
      'fields that were selected twice, in the order of the first',
      '{ thing { thing { text } id thing { id text } number ...F } } fragment F on Thing { thing { number } id }',
    ],
    ['a fragment that is used twice', '{ thing { ...F thing { ...F } ...F } } fragment F on Thing { text id }'],
    [
      'fragments in fragments',
      '{ thing { ...F } } fragment F on Thing { ... { text } ... on Thing { ...G } } fragment G on Thing { id }',
    ],
    ['a fragment on its root', '{ ...F } fragment F on Subscription { a: thing { text } }'],
    [
      'one field with other selections for other types',
      '{ thing { nameds { ... on Person { age x: name } ... on Robot { x: model } } } }',
    ],
    [
      'fragments that are left out',
      '{ thing { text ...F @skip(if: true) ...F @include(if: true) ... @include(if: false) { number } } } ' +
        'fragment F on Thing { id }',
    ],
    ['arguments', '{ echo(word: null, times: 2, colour: BLUE, flags: true) }'],
    ['arguments that were left out', '{ x: echo }'],
    [
      'arguments with variables',
      '($word: String, $times: Int = 3, $colour: Colour, $flag: Boolean) ' +
        '{ echo(word: $word, times: $times, colour: $colour, flags: [$flag, true]) }',
      { colour: 'RED' },
    ],
    ['arguments with a list for a variable', '($flags: [Boolean]) { echo(flags: $flags) }', { flags: true }],
    ['a root field of its own', '{ own { text } }'],
  ])('%s', (_what, query, variables) => {
    const operation = operationOf(`subscription ${query}`, variables);
    const root = {
      text: 't',
      id: 'i',
      number: 1,
      nameds: [person, robot],
      own: { text: 'own' },
      thing: { text: 'in' },
    };

    expect(compileProjection(operation)(root)).toBe(dataOf(operation, root));
  });

  test('many roots, one after the other', () => {
    const operation = ofThing('named { __typename name ... on Robot { model } } number');
    const project = compileProjection(operation);

    for (const root of [{ named: person }, { named: robot, number: 2 }, {}, { named: person, number: 3 }]) {
      expect(project(root)).toBe(dataOf(operation, root));
    }
  });

  test('what comes after a root that it gave up on', () => {
    const operation = ofThing('named { name } number');
    const project = compileProjection(operation);

    expect(project({ named: { kind: 'Nobody' }, number: 1 })).toBeUndefined();
    expect(project({ named: person, number: 2 })).toBe('{"thing":{"named":{"name":"Zoë"},"number":2}}');
  });

  test('each operation with its own variables, though they share a document', () => {
    const one = operationOf('subscription ($times: Int!, $word: String) { echo(times: $times, word: $word) }', {
      times: 1,
    });
    const other = { ...one, variableValues: { times: 2, word: 'x' } };
    const projections = [one, other].map(compileProjection);

    expect(projections.map((project) => project({}))).toEqual([dataOf(one, {}), dataOf(other, {})]);
  });

  test('the operation with its name', () => {
    const document = parse('subscription One { thing { id } } subscription Two { thing { text } }');
    const operation = { schema: projectionSchema, document, operationName: 'Two', variableValues: {} };

    expect(compileProjection(operation)({ id: 1, text: 'x' })).toBe('{"thing":{"text":"x"}}');
  });

  test.each<[what: string, selection: string, data: string]>([
    ['a field', 'id text @skip(if: $yes) number @skip(if: false)', '{"id":"1","number":null}'],
    ['a field further in', 'id thing { id @include(if: $yes) }', '{"id":"1","thing":{"id":"2"}}'],
    ['a fragment on a type', 'id named { name ... on Robot @skip(if: $yes) { model } }', '{"id":"1","named":null}'],
    ['a field twice', 'id text @skip(if: $yes) @include(if: $yes)', '{"id":"1"}'],
  ])('what a variable decides about: %s', (_what, selection, data) => {
    const operation = operationOf(`subscription ($yes: Boolean!) { thing { ${selection} } }`, { yes: true });
    const root = { id: 1, thing: { id: 2 } };

    expect(dataOf(operation, root)).toBe(`{"thing":${data}}`);
    expect(compileProjection(operation)(root)).toBe(`{"thing":${data}}`);
  });
});

const fails = () => {
  throw new Error('no');
};

describe('a projection leaves to graphql-js', () => {
  test.each<[what: string, selection: string, root: unknown, data: string]>([
    ['a method that says an object', 'thing { id }', { thing: () => ({ id: 1 }) }, '{"thing":{"id":"1"}}'],
    ['a method', 'text', { text: () => 'said' }, '{"text":"said"}'],
    ['a field with an argument', 'greet(whom: "Zoë")', {}, '{"greet":"Hello Zoë"}'],
    ['a scalar that says a function', 'odd id', { odd: { give: () => fails } }, '{"id":null}'],
    ['a scalar that says a function in a list', 'odds', { odds: [{ give: () => fails }] }, '{"odds":[null]}'],
    ['types without a resolver', 'told { name }', { told: { __typename: 'Person' } }, '{"told":{"name":null}}'],
    [
      'types that look at their values',
      'checked { name }',
      { checked: { isChecked: true } },
      '{"checked":{"name":null}}',
    ],
  ])('%s', (_what, selection, root, data) => {
    const operation = ofThing(selection);

    expect(compileProjection(operation)(root)).toBeUndefined();
    expect(dataOf(operation, root)).toBe(`{"thing":${data}}`);
  });

  test('whoever selects something else of a document than sixteen others', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const document = parse(
      `subscription (${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
        thing { id ${names.map((name) => `${name}: number @include(if: $${name})`).join(' ')} }
      }`,
    );
    const operations = Array.from({ length: 2 ** names.length }, (_, bits) => ({
      schema: projectionSchema,
      document,
      operationName: undefined,
      variableValues: Object.fromEntries(names.map((name, bit) => [name, (bits & (1 << bit)) > 0])),
    }));
    const root = { id: 1, number: 2 };

    const written = operations.map((operation) => compileProjection(operation)(root));
    expect(written).toEqual(operations.map((operation, index) => (index < 16 ? dataOf(operation, root) : undefined)));
    const again = operations.slice(0, 16).map((operation) => compileProjection(operation)(root));
    expect(again).toEqual(written.slice(0, 16));
  });
});

import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { compileProjection } from '../../../src/fanout/projection/projection.ts';
import { dataOf, ofThing, operationOf } from '../harness/projection-operations.ts';
import { Person } from '../harness/projection-schema.ts';

const fails = () => {
  throw new Error('no');
};
const later = Promise.resolve('later');
/** A promise of another realm: like all that have a `then` graphql-js takes it for a promise. */
const foreign: unknown = runInNewContext('Promise.resolve("later")');

describe('a projection gives up where graphql-js says what is wrong:', () => {
  test.each<[what: string, selection: string, root: unknown]>([
    ['a resolver throws', 'text computed', { compute: fails }],
    ['a property cannot be read', 'text', Object.defineProperty({}, 'text', { get: fails })],
    ['a method that everything has says nonsense', 'constructor', {}],
    ['a value is an error', 'text', { text: new Error('no') }],
    ['an object is an error', 'thing { text }', { thing: new TypeError('no') }],
    ['an item is an error', 'things { text }', { things: [{}, new Error('no')] }],
    ['a resolver is asynchronous', 'computed', { compute: async () => 1 }],
    ['a value is a promise', 'text', { text: later }],
    ['a raw value is a promise', 'raw', { raw: foreign }],
    [
      'a raw value is a function with a then',
      'computed',
      { compute: () => Object.setPrototypeOf(() => 1, Promise.prototype) },
    ],
    ['an object is a promise', 'thing { text }', { thing: later }],
    ['an object that is required is a promise', 'mustThing { text }', { mustThing: later }],
    ['a list is a promise', 'texts', { texts: Promise.resolve([]) }],
    ['an item is a promise', 'texts', { texts: ['a', later] }],
    ['an object in a list is a promise', 'mustThings { text }', { mustThings: [later] }],
    ['a scalar is asynchronous', 'odd', { odd: { give: () => later } }],
    ['a scalar is asynchronous in a list', 'odds', { odds: [{ give: () => foreign }] }],
    ['a type is asynchronous', 'named { name }', { named: { kind: Promise.resolve('Person'), name: 'x' } }],
    ['what is required is null', 'mustText', { mustText: null }],
    ['what is required is missing', 'mustText', {}],
    ['what is required is missing further in', 'thing { mustThing { mustText } }', { thing: { mustThing: {} } }],
    ['an object that is required is missing', 'thing { mustThing { text } }', { thing: {} }],
    ['a required item is null', 'mustTexts', { mustTexts: ['a', null] }],
    ['a required object in a list is null', 'mustThings { text }', { mustThings: [undefined] }],
    ['a required list is null', 'grid', { grid: [[1], null] }],
    ['a required list is missing', 'colours', {}],
    ['a scalar refuses its value', 'number', { number: 2 ** 31 }],
    ['a scalar refuses an item', 'grid', { grid: [['x']] }],
    ['a scalar throws', 'odd', { odd: { give: fails } }],
    ['a scalar says null', 'odd', { odd: { give: () => null } }],
    ['a scalar says nothing', 'odds', { odds: [{ give: () => undefined }] }],
    ['an enum does not know its value', 'colour', { colour: 'RED' }],
    ['an enum does not know an item', 'colours', { colours: [1, 2] }],
    ['a list is a string', 'texts', { texts: 'abc' }],
    ['a list is an object', 'texts', { texts: { length: 1, 0: 'a' } }],
    ['a type is missing', 'named { name }', { named: { name: 'x' } }],
    ['a type is unknown', 'named { name }', { named: { kind: 'Nobody' } }],
    ['a type is not possible', 'named { name }', { named: { kind: 'Thing' } }],
    ['a type is not one of the union', 'either { __typename }', { either: { kind: 'Thing' } }],
    ['a type is no object', 'named { name }', { named: { kind: 'Named' } }],
    ['a type is a scalar', 'nameds { name }', { nameds: [{ kind: 'Raw' }] }],
    ['a type is a name of JavaScript objects', 'named { name }', { named: { kind: '__proto__' } }],
    ['a type is no name', 'named { name }', { named: { kind: Person } }],
    ['a type is not what it says', 'checked { name }', { checked: { isChecked: false } }],
  ])('%s', (_what, selection, root) => {
    const operation = ofThing(selection);

    expect(compileProjection(operation)(root)).toBeUndefined();
    expect(() => dataOf(operation, root)).toThrow();
  });

  test.each<[what: string, query: string, variables: Record<string, unknown>]>([
    ['a variable is missing', '($times: Int!) { echo(times: $times) }', {}],
    ['a variable is of another type', '($times: Int!) { echo(times: $times) }', { times: 'x' }],
    ['an argument must not be null', '($times: Int = 1) { echo(times: $times) }', { times: null }],
    ['a condition must not be null', '($yes: Boolean = true) { thing { text @skip(if: $yes) } }', { yes: null }],
  ])('%s', (_what, query, variables) => {
    const operation = operationOf(`subscription ${query}`, variables);

    expect(compileProjection(operation)({})).toBeUndefined();
    expect(() => dataOf(operation, {})).toThrow();
  });

  test('an operation that is not there', () => {
    const operation = { ...ofThing('text'), operationName: 'Nobody' };

    expect(compileProjection(operation)({})).toBeUndefined();
    expect(() => dataOf(operation, {})).toThrow('Unknown operation');
  });
});

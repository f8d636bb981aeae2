import fc from 'fast-check';
import type { JsonObject } from '../../../src/simulator/json.ts';

const deep = 50_000;

/**
 * Values in places where Kazoo's documentation promises other types. They are JSON text, since
 * objects could not hold some of the keys.
 */
const nastyTexts = [
  'null',
  'true',
  '"true"',
  '"yes"',
  '"TRUE"',
  '0',
  '-0',
  '-1',
  '3.7',
  '2147483648',
  '1e15',
  '1e999',
  '-1e999',
  '63877485845',
  '"63877485845"',
  '"2024-13-45T99:99:99Z"',
  '"NaN"',
  '"undefined"',
  '""',
  '"\\ud800"',
  '"\\u0000\\u2028"',
  '[]',
  '{}',
  '[null]',
  '[[["x"]]]',
  '{"__proto__":{"call_id":"polluted","callId":"polluted"}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"then":"x","toJSON":"x","toString":1,"valueOf":null,"length":-1}',
  `${'['.repeat(deep)}${']'.repeat(deep)}`,
  `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`,
  JSON.stringify('long '.repeat(20_000)),
];

const nastyKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', ''];

/** JSON text of `data` in which values at any depth were exchanged, left out or added. */
export function hostileText(data: JsonObject): fc.Arbitrary<string> {
  const keys = [...keysOf(data), ...nastyKeys];
  const value = fc.oneof(fc.constantFrom(...nastyTexts), fc.json({ maxDepth: 3 }));
  const mutation = fc.record({ key: fc.constantFrom(...keys), value: fc.option(value) });
  return fc.array(mutation, { minLength: 1, maxLength: 8 }).map((mutations) => {
    const changes = new Map(mutations.map((change) => [change.key, change.value]));
    return textOf(data, changes);
  });
}

function textOf(data: JsonObject, changes: ReadonlyMap<string, string | null>): string {
  const entries = new Map(Object.entries(data).map(([key, value]) => [key, textOfValue(value, changes)]));
  for (const [key, text] of changes) {
    if (text === null) entries.delete(key);
    else if (entries.has(key) || nastyKeys.includes(key)) entries.set(key, text);
  }
  return `{${[...entries].map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

function textOfValue(value: JsonObject[string], changes: ReadonlyMap<string, string | null>): string {
  return isObject(value) ? textOf(value, changes) : JSON.stringify(value);
}

function keysOf(data: JsonObject): readonly string[] {
  return Object.entries(data).flatMap(([key, value]) => [key, ...(isObject(value) ? keysOf(value) : [])]);
}

function isObject(value: JsonObject[string]): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { expect, expectTypeOf, test } from 'vitest';
import { type ErrorCode, isGatewayError } from '../../src/client/index.ts';
import { errorMeanings } from '../../src/errors.ts';
import type { ErrorCode as GeneratedErrorCode } from '../../src/generated/resolvers.ts';

/** yoga's own codes, which keep their names beside ours. */
const codesOfYoga = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_ONLY',
];
const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const type = schema.getType('ErrorCode');
const values = isEnumType(type) ? type.getValues() : [];
const codes = values.map(({ name }) => name);

test('the enum ErrorCode has every code that an error can have, and no other', () => {
  expect(codes).toEqual([...Object.keys(errorMeanings), ...codesOfYoga]);
});

test('each code says what it means, and then what to do', () => {
  const sentences = /\.\s+[A-Z][\s\S]+\.$/;

  expect(values.filter(({ description }) => !sentences.test(description ?? '')).map(({ name }) => name)).toEqual([]);
});

test.each(codes)('the client package knows an error with %s', (code) => {
  expect(isGatewayError({ message: 'No.', extensions: { code } })).toBe(true);
});

test('the client package has the codes of the schema as a type', () => {
  expectTypeOf<ErrorCode>().toEqualTypeOf<GeneratedErrorCode>();
});

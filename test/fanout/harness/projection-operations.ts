import { executeSync, parse, validate } from 'graphql';
import { expect } from 'vitest';
import type { SharedOperation } from '../../../src/fanout/projection/projection.ts';
import { projectionSchema } from './projection-schema.ts';

export function operationOf(query: string, variableValues: SharedOperation['variableValues'] = {}): SharedOperation {
  const document = parse(query);
  expect(validate(projectionSchema, document)).toEqual([]);
  return { schema: projectionSchema, document, operationName: undefined, variableValues };
}

export const ofThing = (selection: string) => operationOf(`subscription { thing { ${selection} } }`);

/** As graphql-js has it. @throws what it reports. */
export function dataOf(operation: SharedOperation, rootValue: unknown): string {
  const { data, errors } = executeSync({ ...operation, rootValue });
  if (errors?.[0]) throw errors[0];
  return JSON.stringify(data);
}

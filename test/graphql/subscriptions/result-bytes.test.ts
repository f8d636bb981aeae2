import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { resultBytes } from '../../../src/graphql/subscriptions/result-bytes.ts';
import { gatewaySchema } from '../../harness/gateway-schema.ts';

const schema = gatewaySchema();

function bytesOf(query: string, operationName?: string): number {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  return resultBytes(schema, document, operationName);
}

const ofEvents = (selection: string) => bytesOf(`subscription { events(binding: "call.*.*") { ${selection} } }`);

describe('the bytes of a result', () => {
  test('are those of an event for its data, and few for a value', () => {
    expect(ofEvents('data')).toBeGreaterThan(4096);
    expect(ofEvents('id name receivedAt')).toBeLessThan(300);
  });

  test('grow with each alias, also behind fragments', () => {
    const one = ofEvents('data');

    expect(ofEvents('data a: data b: data')).toBeGreaterThan(3 * 4096);
    expect(ofEvents('... on CallEvent { ... { data a: data } } b: data')).toBeGreaterThan(3 * 4096);
    expect(ofEvents('data ... on Event { data } data')).toBe(one);
  });

  test('are those of the largest type, not of all types together', () => {
    const types = ['CallEvent', 'ConferenceEvent', 'FaxStatusEvent', 'DialogEvent'];

    expect(ofEvents(types.map((type) => `... on ${type} { data }`).join(' '))).toBe(ofEvents('data'));
    expect(ofEvents('... on CallEvent { data } ... on FaxStatusEvent { a: data b: data }')).toBeGreaterThan(2 * 4096);
  });

  test('count what a variable may include', () => {
    const query = 'subscription ($yes: Boolean!) { callEvents { a: data @include(if: $yes) b: data @skip(if: $yes) } }';

    expect(bytesOf(query)).toBeGreaterThan(2 * 4096);
  });

  test('are those of the operation that is named', () => {
    const query = 'subscription A { callEvents { data } } subscription B { callEvents { id } }';

    expect(bytesOf(query, 'A')).toBeGreaterThan(4096);
    expect(bytesOf(query, 'B')).toBeLessThan(300);
  });
});

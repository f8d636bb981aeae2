import { buildSchema, GraphQLError, graphql, parse } from 'graphql';
import { expect, test } from 'vitest';
import { withoutValues } from '../../../src/graphql/documents/without-values.ts';

const schema = buildSchema(`
  enum Method { MD5 SHA }
  input Login { name: String! count: Int method: Method flag: Boolean id: ID ratio: Float names: [String] }
  type Query { login(input: Login): String }
`);
const query = 'query ($input: Login) { login(input: $input) }';
const secret = 'the "; secret';

/** What graphql-js says, quotations taken out. */
async function messageOf(source: string, variableValues: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { errors = [] } = await graphql({ schema, source, variableValues });
  return errors.map(({ message }) => withoutValues(message)).join('\n');
}

test.each([
  ['an unknown key', { name: secret, other: 1 }],
  ['a text for a number', { name: 'x', count: secret }],
  ['a text for a number with a fraction', { name: 'x', ratio: secret }],
  ['a text for a switch', { name: 'x', flag: secret }],
  ['an unknown name of an enum', { name: 'x', method: secret }],
  ['an object for a text', { name: { secret } }],
  ['an object for an id', { name: 'x', id: { secret } }],
  ['a list for an object', [secret]],
  ['something missing', { count: 1, names: [secret] }],
  ['a bare text', secret],
])('%s in a variable is told without it', async (_what, input) => {
  const message = await messageOf(query, { input });

  expect(message).toMatch(/^Variable "\$input" /);
  expect(message).not.toContain('secret');
});

test.each([
  ['{ login(input: { name: "x", count: "secret" }) }', /^Int cannot represent non-integer value\.$/],
  ['{ login(input: { name: 123456 }) }', /^String cannot represent a non string value\.$/],
  ['{ login(input: "secret") }', /^Expected value of type "Login"\.$/],
  ['{ login(input: { name: "x", method: "secret" }) }', /^Enum "Method" cannot represent non-enum value\.$/],
  ['{ login(input: { name: "x", method: secret }) }', /^Value.* does not exist in|^The value does not exist in/],
  ['{ login(input: { name "secret" }) }', /^Syntax Error: Expected ":", found String\.$/],
  ['{ login(input: { name: "a" "secret" }) }', /^Syntax Error: Expected Name, found String\.$/],
  ['{ login(input: { name: "a" """secret""" }) }', /^Syntax Error: Expected Name, found BlockString\.$/],
])('%s is told without the value', async (text, expected) => {
  const message = await messageOf(text);

  expect(message).toMatch(expected);
  expect(message).not.toMatch(/secret|123456/);
});

test('what quotes no value stays as it is', async () => {
  expect(await messageOf('{ nothing }')).toBe('Cannot query field "nothing" on type "Query".');
  expect(() => parse('{')).toThrow(GraphQLError);
  expect(withoutValues('Syntax Error: Expected Name, found <EOF>.')).toBe('Syntax Error: Expected Name, found <EOF>.');
});

test.each([
  [' cannot represent value'],
  ['Value "'],
  [' got invalid value '],
  [' String "'],
  ['" does not exist in "E" enum.'],
  [' at "a'],
  ['; '],
])('a text full of «%s» takes no time that is square in its length', (part) => {
  const startedAtMs = performance.now();

  for (const end of ['"', ';x', '.'])
    withoutValues(`Syntax Error: Expected Name, found X "${part.repeat(100_000)}${end}`);

  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});

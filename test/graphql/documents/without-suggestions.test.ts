import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { withoutSuggestions } from '../../../src/graphql/documents/without-suggestions.ts';

const mask = withoutSuggestions((error) => {
  if (error instanceof GraphQLError) return error;
  throw error;
});

test.each([
  ['Field "nme" is not defined by type "Login". Did you mean "name"?', 'Field "nme" is not defined by type "Login".'],
  ['Value does not exist. Did you mean "A", "B", or "C"?', 'Value does not exist.'],
  ['What did you mean?', 'What did you mean?'],
  ['There is no operation named " Did you mean ".', 'There is no operation named " Did you mean ".'],
])('of «%s» remains «%s»', (message, remaining) => {
  expect(mask(new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } }))).toMatchObject({
    message: remaining,
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test('a message full of suggestions takes no time that is square in its length', () => {
  const error = new GraphQLError(`There is no operation named "${' Did you mean '.repeat(100_000)}".`);
  const startedAtMs = performance.now();

  expect(mask(error)).toBe(error);

  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});

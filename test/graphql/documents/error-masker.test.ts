import { GraphQLError, locatedError, parse, Source } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { errorMasker, withoutSuggestions } from '../../../src/graphql/documents/error-masker.ts';

const masked = 'Unexpected error. It has been logged.';
const nodes = parse(new Source('{ field }')).definitions;

function setUp() {
  const log = vi.fn<(error: unknown) => void>();
  return { log, maskError: errorMasker(log) };
}

/** As graphql-js wraps what a resolver throws. */
function thrownByResolver(error: unknown): GraphQLError {
  return locatedError(error, nodes, ['field']);
}

describe('what nobody foresaw is masked and logged', () => {
  test.each([
    ['an Error', new Error('secret')],
    ['a text', 'secret'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { secret: true }],
  ])('when it is %s', (_what, error) => {
    const { log, maskError } = setUp();

    const answer = maskError(error);

    expect(answer.toJSON()).toEqual({ message: masked, extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(log.mock.calls).toEqual([[error]]);
  });

  test('and says where, when a resolver threw it', () => {
    const { log, maskError } = setUp();
    const error = new Error('secret');

    const answer = maskError(thrownByResolver(error));

    expect(answer.toJSON()).toEqual({
      message: masked,
      locations: [{ line: 1, column: 1 }],
      path: ['field'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(log.mock.calls).toEqual([[error]]);
    expect(answer.originalError).toBeUndefined();
  });

  test('without the extensions that it brought along', () => {
    const { maskError } = setUp();
    const error = Object.assign(new Error('secret'), { extensions: { secret: 'too', code: 'SECRET' } });

    const answer = maskError(thrownByResolver(error));

    expect(answer.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  });

  test('once, however often it is masked again', () => {
    const { log, maskError } = setUp();

    const answer = maskError(new Error('secret'));

    expect(maskError(maskError(answer))).toBe(answer);
    expect(log).toHaveBeenCalledTimes(1);
  });
});

describe('what was foreseen keeps its words', () => {
  const foreseen = new GatewayError('BAD_USER_INPUT', 'Write it so.', {
    cause: new Error('secret'),
    extensions: { fields: { a: 'b' }, code: 'OVERRIDDEN' },
  });

  test('and its code and extensions, not its cause', () => {
    const { log, maskError } = setUp();

    const answer = maskError(foreseen);

    expect(answer.toJSON()).toEqual({
      message: 'Write it so.',
      extensions: { code: 'BAD_USER_INPUT', fields: { a: 'b' } },
    });
    expect([answer.originalError, answer.cause]).toEqual([undefined, undefined]);
    expect(log).not.toHaveBeenCalled();
  });

  test('and says where, when a resolver threw it', () => {
    const { maskError } = setUp();

    expect(maskError(thrownByResolver(foreseen)).toJSON()).toMatchObject({
      message: 'Write it so.',
      path: ['field'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

describe('a mistake in the operation is explained', () => {
  test('as BAD_USER_INPUT', () => {
    const { log, maskError } = setUp();

    const answer = maskError(new GraphQLError('Variable "$x" got an invalid value.', { nodes }));

    expect(answer.toJSON()).toEqual({
      message: 'Variable "$x" got an invalid value.',
      locations: [{ line: 1, column: 1 }],
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(log).not.toHaveBeenCalled();
  });

  test('with its own code where it has one', () => {
    const { maskError } = setUp();
    const error = new GraphQLError('Syntax error.', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });

    expect(maskError(error)).toBe(error);
  });
});

describe('a gateway that hides its schema', () => {
  const mask = withoutSuggestions((error) => {
    if (error instanceof GraphQLError) return error;
    throw error;
  });

  test.each([
    ['Field "nme" is not defined by type "Login". Did you mean "name"?', 'Field "nme" is not defined by type "Login".'],
    ['Value does not exist. Did you mean "A", "B", or "C"?', 'Value does not exist.'],
    ['What did you mean?', 'What did you mean?'],
    ['There is no operation named " Did you mean ".', 'There is no operation named " Did you mean ".'],
  ])('turns «%s» into «%s»', (message, remaining) => {
    expect(mask(new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } }))).toMatchObject({
      message: remaining,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('takes linear time for a message full of suggestions', () => {
    const error = new GraphQLError(`There is no operation named "${' Did you mean '.repeat(100_000)}".`);
    const startedAtMs = performance.now();

    expect(mask(error)).toBe(error);

    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});

import { GraphQLError } from 'graphql';

/** Far deeper than any input nests. */
const maxDepth = 100;

/**
 * Whoever goes through variables calls itself at each level, as `JSON.stringify` does: deep ones, which `JSON.parse` reads, would overflow the stack
 * somewhere, as if we had made a mistake.
 *
 * @throws GraphQLError `BAD_USER_INPUT` when they nest more than 100 deep.
 */
export function checkVariableDepth(variables: Readonly<Record<string, unknown>>): void {
  let level: readonly unknown[] = Object.values(variables);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) {
      throw new GraphQLError(`Variables nest at most ${maxDepth} deep.`, { extensions: { code: 'BAD_USER_INPUT' } });
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

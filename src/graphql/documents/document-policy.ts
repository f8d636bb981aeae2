import { type DocumentNode, GraphQLError } from 'graphql';
import type { Documents } from './documents.ts';
import type { OperationCost } from './operation-cost.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** What clients may ask for. Every transport applies one policy. */
export interface DocumentPolicy {
  readonly documents: Documents;
  readonly trusted: TrustedDocuments;
  readonly cost: OperationCost;
}

/**
 * Checks what depends on the variables of an operation, which reading its document cannot tell.
 *
 * @throws GraphQLError that the client is told: `BAD_USER_INPUT` for variables that nest too deep,
 * or whatever `OperationCost.check` throws.
 */
export function checkOperation(
  cost: OperationCost,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): void {
  checkVariableDepth(variables);
  cost.check(document, operationName, variables);
}

/** No input type nests nearly as deep. */
const maxVariableDepth = 100;

/**
 * `JSON.parse` reads variables of any depth. Functions that recurse over them, such as
 * `JSON.stringify`, would overflow the stack, and the client's mistake would look like a fault of
 * the gateway.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for variables that nest more than 100 deep.
 */
export function checkVariableDepth(variables: Readonly<Record<string, unknown>>): void {
  let level: readonly unknown[] = Object.values(variables);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxVariableDepth) {
      throw new GraphQLError(`Variables must not nest more than ${maxVariableDepth} deep.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

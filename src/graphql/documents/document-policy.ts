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

/**
 * After so many errors the variables are read no further. Each error takes as long as some thousand
 * values that are right, and nobody reads fifty, which graphql-js would tell.
 */
export const maxVariableErrors = 5;

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
  if (!nestsDeeper(variables, maxVariableDepth)) return;
  throw new GraphQLError(`Variables must not nest more than ${maxVariableDepth} deep.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** Allocates nothing for each value: there can be fifty thousand in one message. */
function nestsDeeper(value: unknown, levels: number): boolean {
  if (levels < 0) return true;
  if (typeof value !== 'object' || value === null) return false;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) if (nestsDeeper(member, levels - 1)) return true;
  return false;
}

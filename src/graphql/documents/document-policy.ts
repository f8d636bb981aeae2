import type { DocumentNode } from 'graphql';
import type { Documents } from './documents.ts';
import type { OperationCost } from './operation-cost.ts';
import type { TrustedDocuments } from './trusted-documents.ts';
import { checkVariableDepth } from './variable-depth.ts';

/** What a client may ask for, however often; the same over every transport. */
export interface DocumentPolicy {
  readonly documents: Documents;
  readonly trusted: TrustedDocuments;
  readonly cost: OperationCost;
}

/** What no document says by itself. @throws GraphQLError, which the client is told. */
export function checkOperation(
  cost: OperationCost,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): void {
  checkVariableDepth(variables);
  cost.check(document, operationName, variables);
}

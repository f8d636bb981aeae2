import type { DocumentNode, GraphQLSchema } from 'graphql';

/** A subscription operation without anybody who asked for it: what remains is the same for all clients of a group. */
export interface SharedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

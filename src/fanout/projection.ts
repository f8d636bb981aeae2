import {
  type DocumentNode,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  visit,
} from 'graphql';
import { type RootSelection, resolver, SelectionCompiler } from './selection-compiler.ts';

/** What all clients of a group ask for, without anything of those who ask. */
export interface SharedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/**
 * The `data` of an operation's result on a root value, as JSON text. Undefined when it is not a plain one: something threw, was not ready yet, or is not
 * what its type says. What the result is then, graphql-js knows.
 */
export type Projection = (rootValue: unknown) => string | undefined;

/**
 * What a subscription operation projects. graphql-js coerces variables, collects fields and describes each field to its resolver anew for every event,
 * though for one operation all of that is always the same; here it is done once, and for an event remain its resolvers, which are told neither a
 * context nor an info, and the serialization of its values.
 */
export function compileProjection(operation: SharedOperation): Projection {
  const variables = variablesOf(operation);
  const root = variables && rootSelection(operation, variables);
  const args = root && argumentsOf(root, variables);
  if (root === undefined || args === undefined) return () => undefined;
  const { field, before, write } = root;
  const resolve = resolver(field, args);
  return (rootValue) => {
    try {
      return `${before}${write(resolve(rootValue))}}`;
    } catch {
      // graphql-js meets the same, and says what it is and where.
      return undefined;
    }
  };
}

/** What is compiled of one document, shared by all who filter differently, so that their number costs no memory. */
interface CompiledDocument {
  /** The variables that decide what is selected, by `@include` or `@skip`. */
  readonly decidingVariables: readonly string[];
  /** By operation name and the values of those variables; undefined is what cannot be compiled. */
  readonly roots: Map<string, RootSelection | undefined>;
}

/** Of valid documents. */
const compiledDocuments = new WeakMap<DocumentNode, CompiledDocument>();
/** For whoever selects something else of a document than so many others, graphql-js is asked. */
const maxRootsPerDocument = 16;

function rootSelection(
  { schema, document, operationName }: SharedOperation,
  variables: Readonly<Record<string, unknown>>,
): RootSelection | undefined {
  const compiled = compiledDocuments.get(document) ?? {
    decidingVariables: decidingVariables(document),
    roots: new Map(),
  };
  compiledDocuments.set(document, compiled);
  const { roots } = compiled;
  const deciding = Object.fromEntries(compiled.decidingVariables.map((name) => [name, variables[name]]));
  const key = JSON.stringify([operationName ?? null, deciding]);
  if (!roots.has(key) && roots.size < maxRootsPerDocument) {
    roots.set(key, compileRoot(new SelectionCompiler(schema, document, deciding), operationName));
  }
  return roots.get(key);
}

function decidingVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function compileRoot(compiler: SelectionCompiler, operationName: string | undefined): RootSelection | undefined {
  try {
    return compiler.root(operationName);
  } catch {
    // Nothing that our schema has: graphql-js knows it.
    return undefined;
  }
}

/** Undefined when there is anything to say about one. */
function variablesOf({ schema, document, operationName, variableValues }: SharedOperation) {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return getVariableValues(schema, definitions, variableValues).coerced;
}

function argumentsOf(
  { field, node }: RootSelection,
  variables: Record<string, unknown>,
): Record<string, unknown> | undefined {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    // A variable is null that has a default, for an argument that must not be (GraphQL specification, section 5.8.5): graphql-js says so.
    return undefined;
  }
}

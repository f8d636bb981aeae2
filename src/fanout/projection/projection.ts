import {
  type DocumentNode,
  executeSync,
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
 * Returns the `data` of an operation's result on a root value, as JSON text. Undefined when the
 * result is not a plain one: a resolver threw or returned a promise, or a value is not what its
 * type says. graphql-js must be asked then.
 */
export type Projection = (rootValue: unknown) => string | undefined;

/**
 * Compiles what a subscription operation selects. graphql-js coerces variables, collects fields and
 * describes each field to its resolver anew for every event, though all of that is the same for one
 * operation. Here it is done once: for each event only the resolvers run, without context and info,
 * and the values are serialized.
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
      // graphql-js fails in the same way, and reports what failed and where.
      return undefined;
    }
  };
}

/**
 * Returns the `data` of an operation's result on a root value, as JSON text. @throws the error of
 * the result.
 */
export type Execution = (rootValue: unknown) => string;

/** Creates the execution of an operation: by its compiled projection, or else by graphql-js. */
export function createExecution(operation: SharedOperation): Execution {
  const project = compileProjection(operation);
  return (rootValue) => {
    const projected = project(rootValue);
    if (projected !== undefined) return projected;
    const { data, errors } = executeSync({ ...operation, rootValue });
    if (errors !== undefined) throw errors[0];
    return JSON.stringify(data);
  };
}

/** What is compiled of one document, shared by all operations that differ only in their filters. */
interface CompiledDocument {
  /** The variables that decide what is selected, by `@include` or `@skip`. */
  readonly decidingVariables: readonly string[];
  /** By operation name and the values of those variables; undefined is what cannot be compiled. */
  readonly roots: Map<string, RootSelection | undefined>;
}

/** Documents here are valid. */
const compiledDocuments = new WeakMap<DocumentNode, CompiledDocument>();
/** A document with more selections than this has the further ones executed by graphql-js. */
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
    // Not a selection of plain fields: left to graphql-js.
    return undefined;
  }
}

/** Returns undefined when a variable has an error, which graphql-js reports. */
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
    // A variable with a default is null, for an argument that must not be null (GraphQL specification, section 5.8.5):
    // graphql-js reports it.
    return undefined;
  }
}

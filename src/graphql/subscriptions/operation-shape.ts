import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, Kind, type OperationDefinitionNode, print } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** The part of an operation that decides its results, apart from the values of its variables. */
export interface OperationShape {
  /**
   * Equal for documents that differ only in white space, comments or the name of their only
   * operation; never equal for two that mean different things.
   */
  readonly documentKey: string;
  /** Undefined where the document has one operation only, whatever its name. */
  readonly operationName: string | undefined;
  /**
   * The names of the variables that decide the results: all that are declared, except the one by
   * which a client resumes.
   */
  readonly variableNames: readonly string[];
  /** The variable that says where a client resumes. */
  readonly resumedBy: string | undefined;
}

/**
 * The argument of every subscription by which a client resumes. It concerns that one client only.
 */
const resumeArgument = 'after';

const shapes = new WeakMap<DocumentNode, Map<string | undefined, OperationShape>>();

/** Returns the shape of an operation of a valid document, which is worked out once. */
export function shapeOf(document: DocumentNode, operationName: string | undefined): OperationShape {
  const ofDocument = shapes.get(document) ?? new Map<string | undefined, OperationShape>();
  shapes.set(document, ofDocument);
  const known = ofDocument.get(operationName);
  if (known !== undefined) return known;
  const shape = readShape(document, operationName);
  ofDocument.set(operationName, shape);
  return shape;
}

/**
 * Returns the variables that decide the results: clients share an operation although they resume at
 * different times, or send more variables than are declared.
 */
export function sharedVariables({ variableNames }: OperationShape, variables: Variables): Variables {
  return Object.fromEntries(
    variableNames.flatMap((name) => (Object.hasOwn(variables, name) ? [[name, variables[name]]] : [])),
  );
}

/** Whether the variables hold a cursor to resume after. */
export function resumes({ resumedBy }: OperationShape, variables: Variables): boolean {
  const after = resumedBy === undefined ? undefined : variables[resumedBy];
  return after !== undefined && after !== null;
}

/**
 * Returns the key of an operation: operations with one key have equal results on one event. Of
 * which account the events are is not part of the key.
 */
export function operationKey(shape: OperationShape, variables: Variables): string {
  const { operationName = null, documentKey } = shape;
  return JSON.stringify([operationName, canonical(sharedVariables(shape, variables)), documentKey]);
}

/** Copies a value with the keys of all its objects in one order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
}

function readShape(document: DocumentNode, operationName: string | undefined): OperationShape {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new TypeError('The document does not define the operation that was asked for.');
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const isAlone = operations.length === 1;
  const { name: _name, ...nameless } = operation;
  const definitions = document.definitions.map((definition) =>
    isAlone && definition === operation ? nameless : definition,
  );
  const resumedBy = resumeVariable(operation);
  const declared = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  return {
    // The printed document is the syntax tree and nothing else; a hash, since it is part of a key for every client.
    documentKey: createHash('sha256')
      .update(print({ ...document, definitions }))
      .digest('base64'),
    operationName: isAlone ? undefined : operationName,
    variableNames: declared.filter((name) => name !== resumedBy),
    resumedBy,
  };
}

function resumeVariable({ selectionSet, variableDefinitions }: OperationDefinitionNode): string | undefined {
  for (const selection of selectionSet.selections) {
    // Behind a fragment it is not looked for: such clients share less.
    if (selection.kind !== Kind.FIELD) continue;
    const argument = selection.arguments?.find(({ name }) => name.value === resumeArgument);
    if (argument?.value.kind !== Kind.VARIABLE) continue;
    const { value: name } = argument.value.name;
    const definition = variableDefinitions?.find(({ variable }) => variable.name.value === name);
    // Left out, one with a default says something else than null: such clients share less, too.
    return definition?.defaultValue === undefined ? name : undefined;
  }
  return undefined;
}

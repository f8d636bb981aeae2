import { collectFields, collectSubFields } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import type { SharedOperation } from './shared-operation.ts';

/**
 * The `data` of an operation's result on a root value, as JSON text. Undefined when it is not a plain one: something threw, was not ready yet, or is not
 * what its type says. What the result is then, graphql-js knows.
 */
export type Projection = (rootValue: unknown) => string | undefined;

/** The JSON text of a value. @throws when there is anything to say about it that is not plain. */
type Writer = (value: unknown) => string;

/** The one field of a subscription, and what is selected of it. */
interface RootSelection {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly before: string;
  readonly write: Writer;
}

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
    roots.set(key, compileRoot(new Compiler(schema, document, deciding), operationName));
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

function compileRoot(compiler: Compiler, operationName: string | undefined): RootSelection | undefined {
  try {
    return compiler.root(operationName);
  } catch {
    // Nothing that our schema has: graphql-js knows it.
    return undefined;
  }
}

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #variables: Record<string, unknown>;
  readonly #fragments: Record<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>) {
    this.#schema = schema;
    this.#document = document;
    this.#variables = variables;
    this.#fragments = Object.fromEntries(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
  }

  root(operationName: string | undefined): RootSelection {
    const type = this.#schema.getSubscriptionType();
    const selectionSet = getOperationAST(this.#document, operationName)?.selectionSet;
    if (!type || selectionSet === undefined) return giveUp();
    const { fields } = collectFields(this.#schema, this.#fragments, this.#variables, type, selectionSet);
    const [[key, nodes] = giveUp(), ...others] = fields;
    const [node] = nodes;
    const field = type.getFields()[node?.name.value ?? ''];
    if (node === undefined || field === undefined || others.length > 0) return giveUp();
    return { field, node, before: `{${JSON.stringify(key)}:`, write: this.#value(field.type, nodes) };
  }

  #object(type: GraphQLObjectType, nodes: FieldNode[]): Writer {
    if (type.isTypeOf) return giveUp();
    return this.#fields(type, collectSubFields(this.#schema, this.#fragments, this.#variables, type, nodes).fields);
  }

  #fields(type: GraphQLObjectType, fields: ReadonlyMap<string, FieldNode[]>): Writer {
    const written = [...fields].map(([key, nodes], index) => ({
      before: `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`,
      write: this.#field(type, nodes),
    }));
    if (written.length === 0) return () => '{}';
    return (source) => {
      let text = '';
      for (const { before, write } of written) text += before + write(source);
      return `${text}}`;
    };
  }

  #field(type: GraphQLObjectType, nodes: FieldNode[]): Writer {
    const [node] = nodes;
    if (node === undefined) return giveUp();
    const name = node.name.value;
    if (name === TypeNameMetaFieldDef.name) {
      const text = JSON.stringify(type.name);
      return () => text;
    }
    const field = type.getFields()[name];
    // An argument may be a variable; fields of events take none.
    if (field === undefined || field.args.length > 0) return giveUp();
    const write = this.#value(field.type, nodes);
    const resolve = resolver(field, {});
    return (source) => write(resolve(source));
  }

  #value(type: GraphQLOutputType, nodes: FieldNode[]): Writer {
    if (isNonNullType(type)) {
      const write = this.#value(type.ofType, nodes);
      return (value) => (isNothing(value) ? giveUp() : write(value));
    }
    const write = this.#something(type, nodes);
    return (value) => {
      if (isNothing(value)) return 'null';
      return value instanceof Error || isThenable(value) ? giveUp() : write(value);
    };
  }

  #something(type: GraphQLOutputType, nodes: FieldNode[]): Writer {
    if (isListType(type)) return list(this.#value(type.ofType, nodes));
    if (isObjectType(type)) return this.#object(type, nodes);
    if (isAbstractType(type)) return this.#abstract(type, nodes);
    return isNonNullType(type) ? giveUp() : leaf(type);
  }

  #abstract(type: GraphQLAbstractType, nodes: FieldNode[]): Writer {
    const { resolveType } = type;
    if (!resolveType) return giveUp();
    const writers = new Map<unknown, Writer>(
      this.#schema.getPossibleTypes(type).map((possible) => [possible.name, this.#object(possible, nodes)]),
    );
    return (value) => {
      const write = writers.get(Reflect.apply(resolveType, undefined, [value])) ?? giveUp;
      return write(value);
    };
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

/** As graphql-js calls it, but that plain projections ask for no context and no info. */
function resolver({ name, resolve }: GraphQLField<unknown, unknown>, args: unknown): (source: unknown) => unknown {
  if (resolve) return (source) => Reflect.apply(resolve, undefined, [source, args]);
  return (source) => {
    const value = isObject(source) ? Reflect.get(source, name) : undefined;
    return typeof value === 'function' ? giveUp() : value;
  };
}

function list(write: Writer): Writer {
  return (value) => (Array.isArray(value) ? `[${Array.from(value, (item) => write(item)).join(',')}]` : giveUp());
}

function leaf(type: GraphQLLeafType): Writer {
  return (value) => {
    const serialized = type.serialize(value);
    return (isNothing(serialized) || isThenable(serialized) ? undefined : JSON.stringify(serialized)) ?? giveUp();
  };
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isThenable(value: unknown): boolean {
  return isObject(value) && 'then' in value && typeof value.then === 'function';
}

function giveUp(): never {
  throw new TypeError('This is not a plain projection.');
}

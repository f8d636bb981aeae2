import { collectFields, collectSubFields } from '@graphql-tools/utils';
import {
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
} from 'graphql';
import type { SharedOperation } from './shared-operation.ts';

/**
 * The `data` of an operation's result on a root value, as JSON text. Undefined when it is not a plain one: something threw, was not ready yet, or is not
 * what its type says. What the result is then, graphql-js knows.
 */
export type Projection = (rootValue: unknown) => string | undefined;

/** The JSON text of a value. @throws when there is anything to say about it that is not plain. */
type Writer = (value: unknown) => string;

/**
 * Compiles a subscription operation. graphql-js coerces variables, collects fields and describes each field to its resolver anew for every event, though for
 * one operation all of that is always the same; here it is done once, and for an event remain its resolvers, which are told neither a context nor an
 * info, and the serialization of its values.
 */
export function compileProjection(operation: SharedOperation): Projection {
  const write = new Compiler(operation).writer();
  return (rootValue) => {
    try {
      return write(rootValue);
    } catch {
      // graphql-js meets the same, and says what it is and where.
      return undefined;
    }
  };
}

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #operation: SharedOperation;
  readonly #variables: Record<string, unknown>;
  readonly #fragments: Record<string, FragmentDefinitionNode>;

  constructor(operation: SharedOperation) {
    this.#schema = operation.schema;
    this.#operation = operation;
    this.#variables = variablesOf(operation);
    this.#fragments = Object.fromEntries(
      operation.document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
  }

  writer(): Writer {
    const { document, operationName } = this.#operation;
    const type = this.#schema.getSubscriptionType();
    const selectionSet = getOperationAST(document, operationName)?.selectionSet;
    if (!type || selectionSet === undefined) return giveUp;
    const { fields } = collectFields(this.#schema, this.#fragments, this.#variables, type, selectionSet);
    return this.#fields(type, fields);
  }

  #object(type: GraphQLObjectType, nodes: FieldNode[]): Writer {
    if (type.isTypeOf) return giveUp;
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
    if (node === undefined) return giveUp;
    const name = node.name.value;
    if (name === TypeNameMetaFieldDef.name) {
      const text = JSON.stringify(type.name);
      return () => text;
    }
    const field = type.getFields()[name];
    if (field === undefined) return giveUp;
    const write = this.#value(field.type, nodes);
    const resolve = resolver(field, getArgumentValues(field, node, this.#variables));
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
    return isNonNullType(type) ? giveUp : leaf(type);
  }

  #abstract(type: GraphQLAbstractType, nodes: FieldNode[]): Writer {
    const { resolveType } = type;
    if (!resolveType) return giveUp;
    const writers = new Map<unknown, Writer>();
    return (value) => {
      const name = Reflect.apply(resolveType, undefined, [value]);
      let write = writers.get(name);
      if (write === undefined) {
        const runtimeType = typeof name === 'string' ? this.#schema.getType(name) : undefined;
        const isPossible = isObjectType(runtimeType) && this.#schema.isSubType(type, runtimeType);
        write = isPossible ? this.#object(runtimeType, nodes) : giveUp;
        writers.set(name, write);
      }
      return write(value);
    };
  }
}

function variablesOf({ schema, document, operationName, variableValues }: SharedOperation): Record<string, unknown> {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, variableValues);
  return coerced ?? giveUp(errors);
}

/** As graphql-js calls it, but that plain projections ask for no context and no info. */
function resolver({ name, resolve }: GraphQLField<unknown, unknown>, args: unknown): (source: unknown) => unknown {
  if (resolve) return (source) => Reflect.apply(resolve, undefined, [source, args]);
  return (source) => {
    const value = Object(source)[name];
    return typeof value === 'function' ? giveUp() : value;
  };
}

function list(write: Writer): Writer {
  return (value) => (Array.isArray(value) ? `[${Array.from(value, (item) => write(item)).join(',')}]` : giveUp());
}

function leaf(type: GraphQLLeafType): Writer {
  return (value) => {
    const serialized = type.serialize(value);
    return (isNothing(serialized) ? undefined : JSON.stringify(serialized)) ?? giveUp();
  };
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function giveUp(cause?: unknown): never {
  throw new TypeError('This is not a plain projection.', { cause });
}

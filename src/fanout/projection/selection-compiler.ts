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
  getOperationAST,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  print,
  TypeNameMetaFieldDef,
} from 'graphql';

/** The JSON text of a value. @throws when there is anything to say about it that is not plain. */
type Writer = (value: unknown) => string;

/** The one field of a subscription, and what is selected of it. */
export interface RootSelection {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly before: string;
  readonly write: Writer;
}

/** Compiles what a document selects, for given values of the variables that decide about it. */
export class SelectionCompiler {
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
      what: selectedOf(nodes),
      write: this.#field(type, nodes),
    }));
    if (written.length === 0) return () => '{}';
    if (new Set(written.map(({ what }) => what)).size < written.length) return withAliases(written);
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

interface WrittenField {
  /** The text up to the value. */
  readonly before: string;
  /** Equal for fields with one value. */
  readonly what: string;
  readonly write: Writer;
}

/** Each value is read and serialized once, under however many aliases it is selected. */
function withAliases(written: readonly WrittenField[]): Writer {
  const values = [...new Map(written.map(({ what, write }) => [what, write]))];
  const places = new Map(values.map(([what], place) => [what, place]));
  const parts = written.map(({ before, what }) => ({ before, place: places.get(what) ?? 0 }));
  return (source) => {
    const texts = values.map(([, write]) => write(source));
    let text = '';
    for (const { before, place } of parts) text += before + texts[place];
    return `${text}}`;
  };
}

/** Names a field and all that is selected of it, without its alias. */
function selectedOf(nodes: readonly FieldNode[]): string {
  return nodes.map(({ name, selectionSet }) => name.value + (selectionSet ? print(selectionSet) : '')).join(' ');
}

/** As graphql-js calls it, but that plain projections ask for no context and no info. */
export function resolver(
  { name, resolve }: GraphQLField<unknown, unknown>,
  args: unknown,
): (source: unknown) => unknown {
  if (resolve) return (source) => Reflect.apply(resolve, undefined, [source, args]);
  return (source) => {
    const value = isObject(source) ? Reflect.get(source, name) : undefined;
    return typeof value === 'function' ? giveUp() : value;
  };
}

/** Any iterable object is a list to graphql-js. */
function list(write: Writer): Writer {
  return (value) => (isIterable(value) ? `[${Array.from(value, (item) => write(item)).join(',')}]` : giveUp());
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.iterator) === 'function';
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

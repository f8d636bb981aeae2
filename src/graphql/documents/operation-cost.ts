import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';

export interface OperationCostOptions {
  readonly schema: GraphQLSchema;
  readonly maxCost: number;
  /** The number of items assumed for a list without the argument `first`. */
  readonly unpagedListSize: number;
  readonly onLimited: (limit: 'max_cost') => void;
}

type Variables = Readonly<Record<string, unknown>>;

/**
 * The argument that bounds a list. It stands on the list's field or on the field around it:
 * `users(first: 9) { nodes { id } }`.
 */
const sizeArgument = 'first';

/**
 * The number of items assumed for a list of introspection, whose lists nest and are mostly short.
 * The introspection query of tools then counts about three times what it resolves.
 */
const introspectedListSize = 8;

/** The number of items assumed for lists that are short by nature: a call has two or three legs. */
const shortLists: ReadonlyMap<string, number> = new Map([['CallLeg', 8]]);

const metaFields = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

/**
 * Bounds how many fields an operation can make the gateway resolve. A field counts one, and within
 * a list once for each item.
 */
export class OperationCost {
  readonly #options: OperationCostOptions;
  /** The costs of operations that do not depend on variables. */
  readonly #known = new WeakMap<OperationDefinitionNode, number>();

  constructor(options: OperationCostOptions) {
    this.#options = options;
  }

  /**
   * Checks the cost of one operation.
   *
   * @param document valid against the schema
   * @throws GraphQLError `GRAPHQL_VALIDATION_FAILED` when the operation costs more than `maxCost`
   */
  check(document: DocumentNode, operationName: string | null | undefined, variables: Variables): void {
    const operation = getOperationAST(document, operationName);
    if (!operation) return;
    const { maxCost, onLimited } = this.#options;
    const cost = this.#known.get(operation) ?? this.#cost(document, operation, variables);
    if (cost <= maxCost) return;
    onLimited('max_cost');
    throw new GraphQLError(
      `This operation can resolve ${cost} fields; at most ${maxCost} are allowed. ` +
        'Ask for shorter pages, or for fewer fields of each item.',
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    );
  }

  #cost(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): number {
    const { schema, unpagedListSize } = this.#options;
    const count = new FieldCount(schema, unpagedListSize, document, operation, variables);
    const root = schema.getRootType(operation.operation);
    const cost = count.of(operation.selectionSet, root ?? undefined, undefined);
    if (!count.dependsOnVariables) this.#known.set(operation, cost);
    return cost;
  }
}

/** Counts the fields of one operation. */
class FieldCount {
  dependsOnVariables = false;
  readonly #schema: GraphQLSchema;
  readonly #unpagedListSize: number;
  readonly #variables: Variables;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  /**
   * The costs of fragments. Each is counted once, since fragments of fragments can be spread
   * exponentially often.
   */
  readonly #counted = new Map<string, number>();

  constructor(
    schema: GraphQLSchema,
    unpagedListSize: number,
    { definitions }: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ) {
    this.#schema = schema;
    this.#unpagedListSize = unpagedListSize;
    this.#variables = { ...defaultsOf(operation), ...variables };
    for (const definition of definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  /**
   * Counts the fields of a selection set.
   *
   * @param pageSize the length of the lists in it, as an argument of the surrounding field bounds
   * it
   */
  of({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined, pageSize: number | undefined): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost += this.#ofField(selection, type, pageSize);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) cost += this.#ofFragment(selection.name.value, pageSize);
      else {
        const { typeCondition } = selection;
        const inner = typeCondition === undefined ? type : this.#schema.getType(typeCondition.name.value);
        cost += this.of(selection.selectionSet, inner, pageSize);
      }
    }
    return cost;
  }

  #ofFragment(name: string, pageSize: number | undefined): number {
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return 0;
    const key = `${name} ${pageSize}`;
    const known = this.#counted.get(key);
    if (known !== undefined) return known;
    const cost = this.of(fragment.selectionSet, this.#schema.getType(fragment.typeCondition.name.value), pageSize);
    this.#counted.set(key, cost);
    return cost;
  }

  #ofField(node: FieldNode, parent: GraphQLNamedType | undefined, pageSize: number | undefined): number {
    const { selectionSet } = node;
    if (selectionSet === undefined) return 1;
    const field = fieldOf(node.name.value, parent);
    if (field === undefined) return 1 + this.of(selectionSet, undefined, undefined);
    const type = getNamedType(field.type);
    const ownPageSize = this.#pageSize(node, field);
    const listSize = isIntrospectionType(type)
      ? introspectedListSize
      : (ownPageSize ?? pageSize ?? Math.min(this.#unpagedListSize, shortLists.get(type.name) ?? Infinity));
    const items = isListType(getNullableType(field.type)) ? listSize : 1;
    return 1 + items * this.of(selectionSet, type, ownPageSize);
  }

  #pageSize({ arguments: given = [] }: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const argument = field.args.find(({ name }) => name === sizeArgument);
    if (argument === undefined) return undefined;
    const value = given.find(({ name }) => name.value === sizeArgument)?.value;
    if (value?.kind === Kind.INT) return Number(value.value);
    if (value?.kind === Kind.VARIABLE) {
      this.dependsOnVariables = true;
      const size = this.#variables[value.name.value];
      if (typeof size === 'number' && size >= 0) return size;
    }
    return typeof argument.defaultValue === 'number' ? argument.defaultValue : this.#unpagedListSize;
  }
}

function fieldOf(name: string, parent: GraphQLNamedType | undefined): GraphQLField<unknown, unknown> | undefined {
  const metaField = metaFields.get(name);
  if (metaField !== undefined) return metaField;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
    ),
  );
}

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
  /** How long a list counts that takes no `first`. */
  readonly unpagedListSize: number;
  readonly onLimited: (limit: 'max_cost') => void;
}

type Variables = Readonly<Record<string, unknown>>;

/** The argument that says how long a list is. It stands on the field, or on the one around it: `users(first: 9) { nodes { id } }`. */
const sizeArgument = 'first';

/** Introspection has lists within lists, most of them short: so counted, the query that tools send is some three times what it resolves. */
const introspectedListSize = 8;

const metaFields = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

/** How many fields an operation can make the gateway resolve: each counts one, within a list once for each item. */
export class OperationCost {
  readonly #options: OperationCostOptions;
  /** Of operations whose cost does not depend on variables. */
  readonly #known = new WeakMap<OperationDefinitionNode, number>();

  constructor(options: OperationCostOptions) {
    this.#options = options;
  }

  /** @param document valid against the schema @throws GraphQLError when the operation costs too much */
  check(document: DocumentNode, operationName: string | null | undefined, variables: Variables): void {
    const operation = getOperationAST(document, operationName);
    if (!operation) return;
    const { maxCost, onLimited } = this.#options;
    const cost = this.#known.get(operation) ?? this.#cost(document, operation, variables);
    if (cost <= maxCost) return;
    onLimited('max_cost');
    throw new GraphQLError(
      `This operation can resolve ${cost} fields, and ${maxCost} is the most. Ask for shorter pages, or for less of each item.`,
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

/** One count over one operation. */
class FieldCount {
  dependsOnVariables = false;
  readonly #schema: GraphQLSchema;
  readonly #unpagedListSize: number;
  readonly #variables: Variables;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  /** Each fragment is counted once, however often it is spread: fragments of fragments would take time without end. */
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

  /** @param pageSize what the field around says about the length of the lists in it */
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
      : (ownPageSize ?? pageSize ?? this.#unpagedListSize);
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

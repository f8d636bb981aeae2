import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql';

const required = (type: GraphQLOutputType) => new GraphQLNonNull(type);
const listOf = (type: GraphQLOutputType) => new GraphQLList(type);

const Colour = new GraphQLEnumType({ name: 'Colour', values: { RED: { value: 1 }, BLUE: { value: 'bleu' } } });
const Raw = new GraphQLScalarType({ name: 'Raw' });
/** Says whatever the value gives it. */
const Odd = new GraphQLScalarType<unknown, unknown>({ name: 'Odd', serialize: (value) => Object(value).give() });
const Named = new GraphQLInterfaceType({
  name: 'Named',
  fields: { name: { type: GraphQLString } },
  resolveType: ({ kind }) => kind,
});
/** Without a `resolveType`: `__typename` tells. */
const Told = new GraphQLInterfaceType({ name: 'Told', fields: { name: { type: GraphQLString } } });
export const Person = new GraphQLObjectType({
  name: 'Person',
  interfaces: [Named, Told],
  fields: { name: { type: GraphQLString }, age: { type: GraphQLInt } },
});
const Robot = new GraphQLObjectType({
  name: 'Robot',
  interfaces: [Named],
  fields: { name: { type: GraphQLString, resolve: ({ name }) => name.toUpperCase() }, model: { type: GraphQLString } },
});
const Checked = new GraphQLObjectType({
  name: 'Checked',
  fields: { name: { type: GraphQLString } },
  isTypeOf: ({ isChecked }) => isChecked,
});
const Either = new GraphQLUnionType({ name: 'Either', types: [Person, Robot], resolveType: ({ kind }) => kind });
const Thing: GraphQLObjectType = new GraphQLObjectType({
  name: 'Thing',
  fields: () => ({
    text: { type: GraphQLString },
    mustText: { type: required(GraphQLString) },
    number: { type: GraphQLInt },
    ratio: { type: GraphQLFloat },
    flag: { type: GraphQLBoolean },
    id: { type: GraphQLID },
    colour: { type: Colour },
    raw: { type: Raw },
    odd: { type: Odd },
    odds: { type: listOf(Odd) },
    texts: { type: listOf(GraphQLString) },
    mustTexts: { type: listOf(required(GraphQLString)) },
    colours: { type: required(listOf(required(Colour))) },
    grid: { type: listOf(required(listOf(GraphQLInt))) },
    thing: { type: Thing },
    mustThing: { type: required(Thing) },
    things: { type: listOf(Thing) },
    mustThings: { type: listOf(required(Thing)) },
    named: { type: Named },
    nameds: { type: listOf(required(Named)) },
    told: { type: Told },
    either: { type: Either },
    checked: { type: Checked },
    constructor: { type: GraphQLString },
    length: { type: GraphQLInt },
    computed: { type: Raw, resolve: (source) => source.compute() },
    greet: { type: GraphQLString, args: { whom: { type: GraphQLString } }, resolve: (_, { whom }) => `Hello ${whom}` },
  }),
});
/** One type of each kind, and values of each that are not plain. */
export const projectionSchema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { text: { type: GraphQLString } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      thing: { type: Thing, resolve: (root) => root },
      own: { type: required(Thing) },
      echo: {
        type: Raw,
        args: {
          word: { type: GraphQLString, defaultValue: 'usual' },
          times: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 1 },
          colour: { type: Colour },
          flags: { type: new GraphQLList(GraphQLBoolean) },
        },
        resolve: (_root, args, context) => ({ args: { ...args }, context: typeof context }),
      },
    },
  }),
  types: [Person, Robot],
});

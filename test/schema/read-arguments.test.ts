import { type GraphQLArgument, type GraphQLField, getNamedType, isEnumType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { gatewaySchema } from '../harness/gateway-schema.ts';

/** Where the resolvers of the fields of a type are. */
const resolversOf: Readonly<Record<string, string>> = {
  Query: 'src/graphql/query-resolvers.ts, snapshot-resolvers.ts or live-resolvers.ts',
  Mutation: 'src/graphql/mutation-resolvers.ts',
};
/** Without these a resolver refuses before it has read the others. */
const samples: Readonly<Record<string, unknown>> = { binding: 'call.*.*', conferenceId: 'room' };

const fields = Object.values(gatewaySchema().getTypeMap())
  .filter(isObjectType)
  // The compiler asks for those of subscriptions: see unread-arguments.ts.
  .filter(({ name }) => !name.startsWith('__') && name !== 'Subscription')
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ path: `${type.name}.${field.name}`, field })))
  .filter(({ field }) => field.args.length > 0);

test('there are fields with arguments', () => {
  expect(fields.length).toBeGreaterThan(15);
});

// The fields of filters are read by tables that do not compile without one of them: see event-conditions.ts.
test.each(fields)('the resolver of $path reads each argument', ({ path, field }) => {
  const read = argumentsReadBy(field);

  const unread = field.args.filter(({ name }) => !read.has(name)).map(({ name }) => name);

  expect(unread, `Read them in ${resolversOf[path.split('.')[0] ?? ''] ?? 'src/graphql'}`).toEqual([]);
});

/** The names of the arguments that a resolver looks at, before it asks anybody. */
function argumentsReadBy({ args, resolve }: GraphQLField<unknown, unknown>): ReadonlySet<string> {
  const read = new Set<string>();
  const given = new Proxy(Object.fromEntries(args.map((argument) => [argument.name, sampleOf(argument)])), {
    get(target, name) {
      read.add(String(name));
      return Reflect.get(target, name);
    },
  });
  try {
    const result = resolve?.(undefined, given, {}, Object.create(null));
    // Nobody is logged in here: that it is refused does not matter.
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // For the same reason.
  }
  return read;
}

function sampleOf({ name, type }: GraphQLArgument): unknown {
  const named = getNamedType(type);
  return `${type}` === `${named}!` && isEnumType(named) ? named.getValues()[0]?.value : samples[name];
}

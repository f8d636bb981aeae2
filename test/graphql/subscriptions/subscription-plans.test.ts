import { GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { Session } from '../../../src/auth/session.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { OperationContext } from '../../../src/graphql/operation-context.ts';
import { SubscriptionPlans } from '../../../src/graphql/subscriptions/subscription-plans.ts';
import { type Authorize, SubscriptionTarget } from '../../../src/graphql/subscriptions/subscription-target.ts';
import { takeSteps } from '../../../src/scheduling/steps.ts';
import { CacheClock } from '../../harness/cache-clock.ts';

const anonymous: OperationContext = {
  clientInfo: {},
  session: new Session({ onSessionEnded() {} }, { onTokenChanged() {}, onEnded() {} }),
};

function notAskedFor(): never {
  throw new Error('not asked for');
}

/** Plans of a schema whose one field counts how often it is resolved. */
function setUp(authorize: Authorize = notAskedFor) {
  const onResolve = vi.fn<(given: object) => void>();
  const text = { type: GraphQLString };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { a: text } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        a: {
          type: GraphQLString,
          args: { x: text, list: { type: new GraphQLList(GraphQLString) }, after: text },
          subscribe(_, given, __, field) {
            onResolve(given);
            if (given.x === 'wrong') throw new GatewayError('BAD_USER_INPUT', 'x is wrong.');
            return new SubscriptionTarget(field, authorize);
          },
        },
      },
    }),
  });
  return { plans: new SubscriptionPlans(schema), onResolve };
}

const document = parse(
  'subscription ($x: String, $list: [String], $since: String) { a(x: $x, list: $list, after: $since) }',
);
const sent = (variableValues: Readonly<Record<string, unknown>> = {}) => ({
  document,
  operationName: undefined,
  variableValues,
});

describe('the plan of a subscription', () => {
  test('is not known before it is made, and then the same for all who send the same', async () => {
    const { plans, onResolve } = setUp();
    expect(plans.known(sent({ x: 'one' }))).toBeUndefined();

    const plan = await plans.make(sent({ x: 'one' }));

    expect(plans.known(sent({ x: 'one', undeclared: 1 }))).toBe(plan);
    expect(onResolve.mock.calls).toEqual([[{ x: 'one' }]]);
  });

  test('is forgotten when nobody has asked for it for two minutes', async () => {
    using clock = new CacheClock();
    const { plans } = setUp();
    await plans.make(sent({ x: 'one' }));

    clock.pass(119_000);
    expect(plans.known(sent({ x: 'one' }))).toBeDefined();
    clock.pass(119_000);
    expect(plans.known(sent({ x: 'one' }))).toBeDefined();
    clock.pass(121_000);

    expect(plans.known(sent({ x: 'one' }))).toBeUndefined();
  });

  test.each([
    ['{"x":null}', '{"x":1e999}'],
    ['{"x":null}', '{"x":-1e999}'],
    ['{"list":["a",null]}', '{"list":["a",1e999]}'],
  ])('of %s is not that of %s: JSON writes null for both', async (known, unknown) => {
    const { plans } = setUp();
    await plans.make(sent(JSON.parse(known)));

    expect(plans.known(sent(JSON.parse(known)))).toBeDefined();
    expect(plans.known(sent(JSON.parse(unknown)))).toBeUndefined();
  });

  test('is another one for other values, other operations and other documents', async () => {
    const { plans } = setUp();
    await plans.make(sent({ x: 'one' }));

    expect(plans.known(sent({ x: 'other' }))).toBeUndefined();
    expect(plans.known(sent())).toBeUndefined();
    expect(plans.known({ ...sent({ x: 'one' }), document: parse('subscription ($x: String) { a(x: $x) }') })).toBe(
      undefined,
    );
  });

  test('of a client that resumes is its own', async () => {
    const { plans } = setUp();
    const resuming = sent({ since: 'c1' });

    await plans.make(resuming);

    expect([plans.known(resuming), plans.known(sent())]).toEqual([undefined, undefined]);
  });

  test('of a client that leaves out a variable with a default is not that of a client that says null', async () => {
    const { plans, onResolve } = setUp();
    const resuming = { ...sent(), document: parse('subscription ($since: String = "c1") { a(after: $since) }') };
    const plan = await plans.make(resuming);

    expect(plans.known({ ...resuming, variableValues: { since: null } })).toBeUndefined();
    expect(plans.known(resuming)).toBe(plan);
    expect(onResolve.mock.calls).toEqual([[{ after: 'c1' }]]);
  });

  test('is of no use to a client that resumes from what is no cursor', async () => {
    const { plans } = setUp();
    await plans.make(sent());

    expect(plans.known(sent({ since: null }))).toBeDefined();
    expect(plans.known(sent({ since: 1 }))).toBeUndefined();
  });

  test('is not kept for long variables, nor for what is wrong', async () => {
    const { plans } = setUp();
    const long = sent({ x: 'x'.repeat(2_000) });
    const wrong = sent({ x: 'wrong' });

    await plans.make(long);
    const errors = await plans.make(wrong);

    expect(errors).toMatchObject([{ message: 'x is wrong.', path: ['a'] }]);
    expect([plans.known(long), plans.known(wrong)]).toEqual([undefined, undefined]);
  });

  test.each([
    ['long', ` #${'x'.repeat(400_000)}`, 3],
    ['of many short words', 'a '.repeat(2_000), 21],
  ])('is forgotten before documents that are %s take too much memory', async (_what, padding, turns) => {
    const { plans } = setUp();
    const first = sent();
    await plans.make(first);

    for (let turn = 0; turn < turns; turn += 1) {
      await plans.make({ ...sent(), document: parse(`subscription { a ${padding}\n}`) });
    }

    expect(plans.known(first)).toBeUndefined();
  });

  test('refuses one client without an end for the others, and says at which field', async () => {
    const { plans } = setUp(() => {
      throw new GatewayError('FORBIDDEN', 'Not you.');
    });
    const plan = await plans.make(sent());
    if (!('target' in plan)) throw new Error('There is no plan.');

    const refused = async () => takeSteps(plan.target.authorize(anonymous));

    await expect(refused).rejects.toMatchObject({
      message: 'Not you.',
      path: ['a'],
      locations: [{ line: 1, column: 62 }],
      originalError: { code: 'FORBIDDEN' },
    });
    expect(plans.known(sent())).toBe(plan);
  });
});

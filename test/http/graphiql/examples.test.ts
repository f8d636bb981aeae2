import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleCollection } from '../../../src/http/graphiql/examples/collection.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';

const { groups, tabs } = exampleCollection({ accountName: 'demo', username: 'demo', password: 'demo' });
const examples = groups.flatMap((group) => group.examples);
/** What happens as soon as somebody rings; the others of their group wait for something rare. */
const ofCalls = ['CallEvents', 'AnyBinding', 'Resume'];
const ofRareThings = ['Unanswered', 'QueueMisses', 'ConferenceEvents'];
/** Only who stands above other accounts has them. */
const ofResellers = ['Reseller'];

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ kazoo: { version: '5', hasQueues: true } });
});
afterAll(() => harness[Symbol.asyncDispose]());

/** As the page's pickers fill in what an example leaves open. */
function variablesOf(text: string | null): Record<string, unknown> {
  const { users, conferences, queues } = harness.kazoo.directory.account('demo');
  const picked = { user: users[0]?.id, conferenceId: conferences[0]?.id, queues: queues.map(({ id }) => id) };
  const given: Record<string, unknown> = text === null ? {} : JSON.parse(text);
  const isOpen = ([name]: [string, unknown]): boolean => String(given[name] ?? 'none') === '';
  return { ...given, ...Object.fromEntries(Object.entries(picked).filter(isOpen)) };
}

/** Runs an example, and reads what it brings first. */
async function firstOf({ name, query, variables }: (typeof examples)[number]): Promise<unknown> {
  const client = harness.clientOf(ofResellers.includes(name) ? 'reseller' : 'demo');
  const stream = harness.subscribe(client, query, variablesOf(variables));
  if (ofCalls.includes(name)) {
    await harness.untilSubscribers(1);
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'a' });
  }
  const result = await stream.next();
  stream.stop();
  await harness.untilSubscribers(0);
  return result;
}

test.each(examples.filter(({ name }) => !ofRareThings.includes(name)))(
  '$name brings something at once',
  async (given) => {
    expect(await firstOf(given)).toEqual({ data: expect.any(Object) });
  },
);

test.each(examples.filter(({ name }) => ofRareThings.includes(name)))(
  '$name waits for what it is about',
  async (given) => {
    const stream = harness.subscribe(harness.clientOf('demo'), given.query, variablesOf(given.variables));

    await harness.untilSubscribers(1);

    expect(stream.waiting).toBe(0);
    stream.stop();
    await harness.untilSubscribers(0);
  },
);

test('the tabs of somebody who is here for the first time bring something at once', () => {
  expect(tabs.map(({ name }) => name).filter((name) => ofRareThings.includes(name))).toEqual([]);
});

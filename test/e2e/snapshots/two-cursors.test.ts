import { expect, test } from 'vitest';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';

const calls = 'subscription ($after: String) { callEvents(after: $after) { callId } }';

test('a list refuses the cursor of an event, and Kazoo is not asked', async () => {
  await using harness = await startHarness();
  const snapshot = await ask(harness, '{ users { cursor } }');
  const eventCursor = snapshot.data?.users?.cursor;
  const requests = harness.kazoo.crossbar.requests.length;

  const { errors } = await ask(harness, 'query ($after: PageCursor) { users(after: $after) { takenAt } }', eventCursor);

  expect(errors).toMatchObject([
    { message: expect.stringMatching(/is not a page cursor/), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(eventCursor).toEqual(expect.any(String));
  expect(harness.kazoo.crossbar.requests).toHaveLength(requests);
});

test('a subscription refuses the cursor of a page, and Kazoo is not asked', async () => {
  await using harness = await startHarness();
  const page = await ask(harness, '{ users(first: 1) { pageInfo { endCursor } } }');
  const pageCursor = page.data?.users?.pageInfo?.endCursor;

  const reader = harness.subscribe(harness.clientOf('demo'), calls, { after: pageCursor });

  expect(pageCursor).toEqual(expect.any(String));
  await expect(reader.next()).rejects.toMatchObject([
    { message: expect.stringMatching(/is not an event cursor/), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(harness.kazoo.subscribeRequests).toEqual([]);
});

test.each([
  ['a number', 5],
  ['a list', ['page.a']],
  ['an object', { key: 'page.a' }],
])('a page cursor that is %s is refused, as a variable and in the document', async (_, after) => {
  await using harness = await startHarness();
  const requests = harness.kazoo.crossbar.requests.length;
  const literal = JSON.stringify(after).replace('"key"', 'key');

  const asVariable = await ask(harness, 'query ($after: PageCursor) { users(after: $after) { takenAt } }', after);
  const inDocument = await ask(harness, `{ users(after: ${literal}) { takenAt } }`);

  expect(asVariable.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(inDocument.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  expect(harness.kazoo.crossbar.requests).toHaveLength(requests);
});

interface Answer {
  readonly data?: {
    readonly users?: { readonly cursor?: string; readonly pageInfo?: { readonly endCursor: string } };
  } | null;
  readonly errors?: readonly unknown[];
}

async function ask(harness: Harness, query: string, after?: unknown): Promise<Answer> {
  const { body } = await harness.post({ query, variables: { after } }, { 'X-Auth-Token': harness.token('demo') });
  return body;
}

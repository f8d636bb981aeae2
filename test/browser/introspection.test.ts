import { expect, test } from 'vitest';
import { startHarness } from '../harness/gateway-harness.ts';

const readSchema = { query: '{ __schema { queryType { name } } }', variables: {} };
const misspelt = { query: '{ viewr { accountId } }', variables: {} };
const misspeltVariable = {
  query: 'mutation ($input: LoginInput!) { login(input: $input) { accountId } }',
  variables: { input: { usernam: 'demo' } },
};

test('with INTROSPECTION clients read the schema, and get suggestions', async () => {
  await using harness = await startHarness({ settings: { INTROSPECTION: 'true' } });

  expect((await harness.post(readSchema)).body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
  for (const body of [misspelt, misspeltVariable]) {
    expect(JSON.stringify((await harness.post(body)).body)).toContain('Did you mean');
  }
});

test('without it no transport reveals the schema, not even by suggestions', async () => {
  await using harness = await startHarness({ settings: { INTROSPECTION: 'false' } });

  for (const body of [readSchema, misspelt, misspeltVariable]) {
    const overHttp = JSON.stringify((await harness.post(body)).body);
    const overWebSocket = await harness
      .subscribe(harness.client(), body.query, body.variables)
      .next()
      .then(JSON.stringify, JSON.stringify);
    for (const answer of [overHttp, overWebSocket]) {
      expect(answer).toMatch(/GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT/);
      expect(answer).not.toContain('Did you mean');
    }
  }
});

test('__typename stays, since clients cache by it', async () => {
  await using harness = await startHarness({ settings: { INTROSPECTION: 'false' } });

  expect((await harness.post({ query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });
});

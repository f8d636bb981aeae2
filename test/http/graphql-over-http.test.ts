import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, startStage } from '../stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const audits = serverAudits({ url: () => stage.url, fetchFn: fetch });

// The audit of graphql-http for servers (GraphQL over HTTP); it tells MUST, SHOULD and MAY apart in its names.
test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_id, _name, audit) => {
  expect(await audit.fn()).toMatchObject({ status: 'ok' });
});

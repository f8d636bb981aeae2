import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ownDocuments } from '../../../src/http/graphiql/page/own-documents.js';
import { answerOver, codeOf, transports } from '../../harness/answer-over.ts';
import { startHarness } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

const viewer = '{ viewer { accountId } }';
const calls = 'subscription { callEvents { callId } }';
const hashes = new Map([viewer, calls].map((query) => [query, createHash('sha256').update(query).digest('hex')]));
const folder = mkdtempSync(join(tmpdir(), 'trusted-documents-'));
const file = join(folder, 'documents.json');
writeFileSync(file, JSON.stringify(Object.fromEntries([...hashes].map(([query, hash]) => [hash, query]))));
afterAll(() => rmSync(folder, { recursive: true }));

function persisted(query: string): Readonly<Record<string, unknown>> {
  return { extensions: { persistedQuery: { version: 1, sha256Hash: hashes.get(query) ?? 'unknown' } } };
}

describe.each(transports)('over %s', (transport) => {
  test('a trusted document is executed by its hash', async () => {
    await using harness = await startHarness({ settings: { TRUSTED_DOCUMENTS: file } });

    const answer = await answerOver(transport, harness, persisted(viewer), harness.token('demo'));

    expect(answer).toEqual({ data: { viewer: { accountId: harness.accountId('demo') } } });
  });

  test('any other document is executed, too, unless TRUSTED_DOCUMENTS_ONLY is set', async () => {
    await using open = await startHarness({ settings: { TRUSTED_DOCUMENTS: file } });
    await using only = await startHarness({ settings: { TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'true' } });
    const other = { query: '{ __typename }' };

    expect(codeOf(await answerOver(transport, open, other))).toBeUndefined();
    expect(codeOf(await answerOver(transport, only, other))).toBe('PERSISTED_QUERY_ONLY');
    expect(codeOf(await answerOver(transport, only, { ...other, ...persisted(viewer) }))).toBe('PERSISTED_QUERY_ONLY');
    expect(codeOf(await answerOver(transport, only, persisted(viewer)))).toBeUndefined();
    expect(codeOf(await answerOver(transport, only, { query: viewer }))).toBeUndefined();
  });

  test('an unknown hash is not found, and hashes are not supported without trusted documents', async () => {
    await using some = await startHarness({ settings: { TRUSTED_DOCUMENTS: file } });
    await using none = await startHarness();

    expect(codeOf(await answerOver(transport, some, persisted('another')))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(codeOf(await answerOver(transport, none, persisted(viewer)))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });
});

test('a subscription by hash shares its execution with those that sent the text, over both transports', async () => {
  await using harness = await startHarness({ settings: { TRUSTED_DOCUMENTS: file } });
  const token = harness.token('demo');
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  const sse = await harness.sse(persisted(calls), { 'X-Auth-Token': token });

  client.send({ type: 'subscribe', id: '1', payload: { query: '', ...persisted(calls) } });
  client.subscribe('2', calls);
  await harness.untilSubscribers(3);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  const payload = { data: { callEvents: { callId: 'c1' } } };
  expect(await client.take(2)).toMatchObject([{ payload }, { payload }]);
  expect(await sse.next()).toMatchObject({ data: payload });
  expect(harness.gateway.gauges.operationGroups()).toBe(1);
});

test('over GET a trusted query is executed by its hash', async () => {
  await using harness = await startHarness({ settings: { TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'true' } });
  const url = new URL(harness.url);
  url.searchParams.set('extensions', JSON.stringify(persisted(viewer)['extensions']));

  const response = await fetch(url, { headers: { 'X-Auth-Token': harness.token('demo') } });

  expect(await response.json()).toEqual({ data: { viewer: { accountId: harness.accountId('demo') } } });
});

test('what GraphiQL asks for itself is trusted where GraphiQL is served, and nowhere else', async () => {
  const only = { TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'true' };
  await using served = await startHarness({ settings: { ...only, GRAPHIQL: 'true' } });
  await using closed = await startHarness({ settings: only });
  const ask = async ({ post, token }: typeof served, query: string) =>
    (await post({ query, variables: {} }, { 'X-Auth-Token': token('demo') })).body;

  for (const query of Object.values(ownDocuments)) {
    expect(codeOf(await ask(served, query))).not.toBe('PERSISTED_QUERY_ONLY');
    expect(codeOf(await ask(closed, query))).toBe('PERSISTED_QUERY_ONLY');
  }
  expect(await ask(served, ownDocuments.whoAmI)).toMatchObject({
    data: { viewer: { accountId: served.accountId('demo') } },
  });
});

import { expect, test } from 'vitest';
import { fetchBindingCatalog } from '../../../src/kazoo/requests/websockets.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { answerFixture, answerJson, startRestHarness } from '../harness/rest-server.ts';

async function offered(data: unknown): Promise<readonly string[]> {
  await using harness = await startRestHarness(answerJson(200, { status: 'success', data }));
  return await fetchBindingCatalog(harness.crossbar);
}

test('the offered bindings are listed, those of presence with the word that subscribing needs', async () => {
  await using harness = await startRestHarness(answerFixture('websockets.list'));

  const bindings = await fetchBindingCatalog(harness.crossbar);

  expect(bindings).toContain('call.CHANNEL_CREATE.{CALL_ID}');
  expect(bindings).toContain('conference.event.{CONFERENCE_ID}.{CALL_ID}');
  expect(bindings).toContain('fax.object.{ACTION}');
  expect(bindings.filter((binding) => /dialog|mwi|update/.test(binding))).toEqual([
    'presence.dialog.{CALL_ID}',
    'presence.mwi_updates.{USER}',
    'presence.update.{CALL_ID}',
  ]);
  expect(harness.requests).toMatchObject([{ method: 'GET', path: '/v2/websockets' }]);
  expect(harness.requests[0]?.headers).not.toHaveProperty('x-auth-token');
});

test('a prefix that is there already is not repeated, and nothing is listed twice', async () => {
  await expect(offered({ presence: ['presence.dialog.{CALL_ID}', 'dialog.{CALL_ID}'] })).resolves.toEqual([
    'presence.dialog.{CALL_ID}',
  ]);
});

test.each([
  ['a flat list', ['call.*.*', 'fax.status.*']],
  ['lists within objects', { call: { bindings: ['call.*.*'] }, fax: { name: 'Fax', bindings: ['fax.status.*'] } }],
  ['single texts', { call: 'call.*.*', fax: 'fax.status.*' }],
  ['other things between', { call: ['call.*.*', 7, null], on: true, fax: ['fax.status.*', 'All about faxes.'] }],
])('%s are understood', async (_shape, data) => {
  await expect(offered(data)).resolves.toEqual(['call.*.*', 'fax.status.*']);
});

test('an empty list is an empty list', async () => {
  await expect(offered({})).resolves.toEqual([]);
});

test('an answer without a list is Kazoo not working', async () => {
  await expect(rejectionOf(offered('nothing'))).resolves.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { startWebSocketHarness } from './harness/websocket-harness.ts';

const id = fc.constantFrom('1', '2', '3', '', '__proto__', 'é"\\');
const query = fc.constantFrom(
  '{ ok }',
  '{ broken }',
  '{ refused }',
  'query ($v: JSON) { echo(value: $v) }',
  'subscription { events(topics: ["a"]) }',
  'subscription { broken }',
  'mutation { become(account: "a") }',
  '{',
  '',
);
const payload = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ query, variables: fc.dictionary(fc.string(), fc.jsonValue()) }, { requiredKeys: ['query'] }),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const type = fc.constantFrom(
  'subscribe',
  'subscribe',
  'complete',
  'ping',
  'pong',
  'connection_init',
  'connection_ack',
  'next',
  'error',
  'x',
);
const message = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type, id, payload }, { requiredKeys: ['type'] }).map((value) => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
);

/**
 * What the protocol allows a server to close with when a client misbehaves, and ours for a client
 * that logged in to nothing.
 */
const allowed = [4400, 4401, 4403, 4409, 4429, 1013];

test('whatever a client says is answered, or closes its connection, by the protocol; nobody else notices', async () => {
  await using harness = await startWebSocketHarness();
  const other = await harness.client();

  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 12 }), async (messages) => {
      await using client = await RawClient.ready(harness.url);
      for (const text of messages) client.sendText(text);
      const received = await client.settled();
      const last = received.at(-1);
      if (last?.['type'] === 'close') expect(allowed).toContain(last['code']);
      for (const { type: kind } of received) {
        expect(['next', 'error', 'complete', 'pong', 'close']).toContain(kind);
      }
      expect(harness.unexpected).toEqual([]);
    }),
    { numRuns: fuzzRuns(150) },
  );

  other.subscribe('1', '{ ok }');
  expect(await other.next()).toEqual({ type: 'next', id: '1', payload: { data: { ok: 'ok' } } });
});

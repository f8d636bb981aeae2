import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject, parseJson } from '../../../src/simulator/json.ts';
import { everyEventField } from '../../harness/every-event-field.ts';
import { hostileText } from '../../harness/recorded/hostile-data.ts';
import { recordedAccount, recordedEvents } from '../../harness/recorded/recorded-events.ts';
import { bluefin, startRecordedHarness } from './recorded-harness.ts';

const sent = 300;
const everything = `subscription { events(binding: "call.*.*") { ${everyEventField()} } }`;
// The simulator traverses every object and could not send these; test/graphql/subscriptions/hostile-events.test.ts
// has them.
const tooDeep = /\[{99}|(?:\{"a":){99}/;

test('hostile events are all delivered, in order, and the stream continues', async () => {
  // They arrive together, and some are long: another test covers how far a client may fall behind.
  await using harness = await startRecordedHarness({ settings: { MAX_BUFFERED_BYTES: '100000000' } });
  const recorded = recordedEvents.find(({ name }) => name === 'call.channel_destroy.4x');
  const texts = fc
    .sample(hostileText(recorded?.data ?? {}), { numRuns: sent * 2, seed: 4 })
    .filter((text) => !tooDeep.test(text))
    .slice(0, sent);
  const reader = harness.subscribe<{ events: { data: { marker: number } } }>(harness.clientOf(bluefin), everything);
  await harness.untilSubscribers(1);

  for (const [marker, text] of texts.entries()) {
    const payload = parseJson(text);
    if (!isJsonObject(payload)) throw new Error('The mutation is no object');
    const identity = { event_name: 'CHANNEL_DESTROY', msg_id: String(marker), marker };
    harness.kazoo.publish({ kind: 'call', accountId: recordedAccount.id, payload: { ...payload, ...identity } });
  }

  for (const marker of texts.keys()) {
    const { data, errors } = await reader.next();
    expect(errors).toBeUndefined();
    expect(data?.events.data.marker).toBe(marker);
  }
  expect(texts).toHaveLength(sent);
});

test('a value that cannot be read is counted at /metrics, by type and field', async () => {
  await using harness = await startRecordedHarness();
  const query = 'subscription { callEvents { callId durationSeconds } }';
  const reader = harness.subscribe(harness.clientOf(bluefin), query);
  await harness.untilSubscribers(1);

  harness.kazoo.publishCall(recordedAccount.id, 'CHANNEL_DESTROY', { call_id: 'c1', duration_seconds: 'long' });

  expect((await reader.next()).data).toEqual({ callEvents: { callId: 'c1', durationSeconds: null } });
  const metrics = await (await fetch(new URL('/metrics', harness.url))).text();
  expect(metrics).toContain('unreadable_fields_total{type="CallEvent",field="durationSeconds"} 1');
});

test('an operator can hide further keys, from data and from typed fields', async () => {
  await using harness = await startRecordedHarness({ settings: { HIDDEN_DATA_KEYS: 'user_agent, username' } });
  const reader = harness.subscribe(
    harness.clientOf(bluefin),
    'subscription { callEvents { userAgent username data } }',
  );
  await harness.untilSubscribers(1);

  harness.kazoo.publishCall(recordedAccount.id, 'CHANNEL_DESTROY', {
    user_agent: 'phone 1.0',
    custom_channel_vars: { account_id: recordedAccount.id, username: 'user_1001' },
  });

  const { data } = await reader.next();
  expect(data).toMatchObject({ callEvents: { userAgent: null, username: null } });
  expect(JSON.stringify(data)).not.toContain('user_1001');
});

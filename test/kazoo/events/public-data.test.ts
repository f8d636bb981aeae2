import { expect, test } from 'vitest';
import { publicData, publicDataWithout } from '../../../src/kazoo/events/public-data.ts';
import { eventTables } from '../../harness/event-tables.ts';
import { recordedEvents } from '../../harness/recorded/recorded-events.ts';

test.each(recordedEvents)('hiding internals takes nothing from the typed fields of $name', ({ data, typed }) => {
  const fields = Object.entries(eventTables[String(typed['__typename'])] ?? {});

  const hidden = fields.map(([name, read]) => [name, read(publicData(data))]);

  expect(fields.length).toBeGreaterThan(0);
  expect(hidden).toEqual(fields.map(([name, read]) => [name, read(data)]));
});

test('internals are hidden at every depth, in lists too', () => {
  const data = publicData({
    switch_anything: 'x',
    a: { local_sdp: 'x', kept: 1, list: [{ fetch_id: 'x', kept: 2 }, 'text'] },
    routing_key: 'x',
  });

  expect(data).toEqual({ a: { kept: 1, list: [{ kept: 2 }, 'text'] } });
});

const caller = {
  caller_id_name: 'Zoë',
  caller_id_number: '1001',
  other_leg_caller_id_name: 'Zoë',
  other_leg_caller_id_number: '1001',
  from: '1001@acme.example.com',
  from_uri: '1001@10.0.0.1:5060',
  channel_name: 'sofia/sipinterface_1/1001@acme.example.com',
};

test.each([
  { privacy_hide_name: true },
  { privacy_hide_number: 'true' },
  { caller_privacy_name: 'yes' },
  { caller_privacy_number: true },
  { caller_privacy_number: 'perhaps' },
])('the caller who asked for privacy is told nowhere: %o', (wish) => {
  const data = publicData({ ...caller, call_id: 'c1', nested: caller, custom_channel_vars: wish });

  expect(data).toEqual({ call_id: 'c1', nested: {}, custom_channel_vars: wish });
});

test('who did not ask for privacy is told', () => {
  const variables = { privacy_hide_name: false, privacy_hide_number: 'false' };

  expect(publicData({ ...caller, custom_channel_vars: variables })).toEqual({
    ...caller,
    custom_channel_vars: variables,
  });
});

test('an operator hides further keys, and whole families of keys', () => {
  const hide = publicDataWithout(['user_agent', 'sip_*']);

  const data = hide({ user_agent: 'x', sip_invite_domain: 'x', sipper: 1, media_server: 'x', call_id: 'c1' });

  expect(data).toEqual({ sipper: 1, call_id: 'c1' });
});

test('what is nested without end is cut off', () => {
  const data: unknown = JSON.parse(`{"call_id":"c1","deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);

  const text = JSON.stringify(publicData(data as Record<string, unknown>));

  expect(text.length).toBeLessThan(200);
  expect(text).toContain('"call_id":"c1"');
});

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCommand, parseFrame, refusalCode } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';

const fixtures = new URL('../../fixtures/kazoo/', import.meta.url);

function fixture(name: string): string {
  return readFileSync(new URL(`${name}.json`, fixtures), 'utf8');
}

const names = readdirSync(fixtures).map((file) => file.replace('.json', ''));
const replies = names.filter((name) => name.startsWith('reply.'));
const events = names.filter((name) => /^(call|conference|fax|object|presence)\./.test(name));

describe('a command', () => {
  test('is the frame that Kazoo documents', () => {
    const recorded = JSON.parse(fixture('client.subscribe'));
    const { auth_token: token, request_id: requestId, data } = recorded;

    const text = encodeCommand(requestId, {
      action: 'subscribe',
      accountId: data.account_id,
      binding: data.binding,
      token,
    });

    const { name: _name, metadata: _metadata, ...needed } = recorded;
    expect(JSON.parse(text)).toEqual(needed);
  });
});

test('a command of several bindings is a list', () => {
  const bindings = ['call.*.*', 'object.*.user'];

  const text = encodeCommand('r1', { action: 'subscribe', accountId: 'a', binding: bindings, token: 'token' });

  expect(JSON.parse(text).data).toEqual({ account_id: 'a', bindings });
});

describe('the frame of a recorded', () => {
  test.each(events)('event is read: %s', (name) => {
    const recorded = JSON.parse(fixture(name));

    expect(parseFrame(fixture(name))).toEqual({
      kind: 'event',
      subscribedKey: recorded.subscribed_key,
      name: recorded.name,
      routing: recorded.routing_key.split('.'),
      data: recorded.data,
      size: fixture(name).length,
    });
  });

  test.each(replies)('reply is read: %s', (name) => {
    const { request_id: requestId, status } = JSON.parse(fixture(name));

    const frame = parseFrame(fixture(name));

    expect(frame).toMatchObject({ kind: 'reply', requestId });
    expect(frame?.kind === 'reply' && frame.errors.length === 0).toBe(status === 'success');
  });

  test('event without a name and a routing key is read', () => {
    const text = JSON.stringify({ action: 'event', subscribed_key: 'call.*.*', data: {} });

    expect(parseFrame(text)).toMatchObject({
      kind: 'event',
      subscribedKey: 'call.*.*',
      name: undefined,
      routing: [],
      data: {},
    });
  });
});

describe('no frame is', () => {
  test.each([
    '',
    'no JSON',
    '{"action":"event"',
    'null',
    '7',
    '[]',
    '"event"',
    '{}',
    '{"action":"other"}',
    '{"action":"event","data":{}}',
    '{"action":"event","subscribed_key":7,"data":{}}',
    '{"action":"event","subscribed_key":"call.*.*"}',
    '{"action":"event","subscribed_key":"call.*.*","data":[]}',
    '{"action":"event","subscribed_key":"call.*.*","data":null}',
    '{"action":"reply","status":"success"}',
    '{"action":"reply","request_id":7,"status":"success"}',
  ])('%s', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });

  test('a reason to throw, whatever it is', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parseFrame(text) === undefined));
  });
});

describe('the errors of a reply', () => {
  function errorsOf(data: unknown, status = 'error'): readonly string[] {
    const frame = parseFrame(JSON.stringify({ action: 'reply', request_id: 'g1', status, data }));
    return frame?.kind === 'reply' ? frame.errors : [];
  }

  test('never hold the token that Kazoo repeats', () => {
    const recorded = JSON.parse(fixture('reply.error.bad_token'));
    const [said] = recorded.data.errors;

    expect(said.length).toBeGreaterThan(100);
    expect(errorsOf(recorded.data)).toEqual(['failed to authenticate token']);
  });

  test('are the texts among what Kazoo says', () => {
    expect(errorsOf({ errors: ['one', 7, null, 'two'] })).toEqual(['one', 'two']);
  });

  test.each([[undefined], [{}], [{ errors: 'text' }], [{ errors: [] }], [[]]])(
    'are never empty when the command failed: %j',
    (data) => {
      expect(errorsOf(data)).toEqual(['Kazoo gave no reason']);
    },
  );

  test('are there for any status but success', () => {
    expect(errorsOf({}, 'success')).toEqual([]);
    expect(errorsOf({}, 'SUCCESS')).not.toEqual([]);
  });
});

describe('what a refusal means', () => {
  test.each([
    ['reply.error.rate_limited', 'RATE_LIMITED'],
    ['reply.error.bad_token', 'UNAUTHENTICATED'],
    ['reply.error.no_token', 'UNAUTHENTICATED'],
    ['reply.error.forbidden_account', 'FORBIDDEN'],
    ['reply.error.wildcard_account', 'FORBIDDEN'],
    ['reply.error.bad_binding', 'BINDING_REJECTED'],
    ['reply.error.no_module', 'BINDING_REJECTED'],
    ['reply.error.missing_keys', 'BINDING_REJECTED'],
    ['reply.error.unknown_call_event', 'BINDING_REJECTED'],
  ])('%s is %s', (name, code) => {
    const frame = parseFrame(fixture(name));

    expect(refusalCode(frame?.kind === 'reply' ? frame.errors : [])).toBe(code);
  });

  test('is told by any of several errors', () => {
    expect(refusalCode(['event X not supported', 'rate limiting threshold hit for 1.2.3.4:5!'])).toBe('RATE_LIMITED');
  });
});

import { describe, expect, test } from 'vitest';
import { type ErrorCode, GatewayError } from '../../../src/errors.ts';
import { AmbiguousRefusal } from '../../../src/kazoo/crossbar/ambiguous-refusal.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { acme, restFixture } from '../harness/rest-fixture.ts';
import { type Answer, answerFixture, answerJson, answerKazoo5, startRestHarness } from '../harness/rest-server.ts';

async function refusal(answer: Answer, path = `/accounts/${acme}/channels`): Promise<GatewayError> {
  await using harness = await startRestHarness(answer);
  return await rejectionOf(harness.crossbar.request('GET', path, { token: 'opaque-token' }));
}

function errorEnvelope(status: number, message: string, data: unknown = { message }): Answer {
  return answerJson(status, { status: 'error', error: String(status), message, data, request_id: 'req-9' });
}

describe('an error of Crossbar', () => {
  test.each<[number, string, ErrorCode]>([
    [400, 'parse_error', 'BAD_USER_INPUT'],
    [401, 'invalid_credentials', 'UPSTREAM_UNAVAILABLE'],
    [402, 'no_credit', 'FORBIDDEN'],
    [403, 'forbidden', 'FORBIDDEN'],
    [404, 'bad_identifier', 'FORBIDDEN'],
    [404, 'not_found', 'FORBIDDEN'],
    [405, 'invalid_method', 'UPSTREAM_UNAVAILABLE'],
    [409, 'datastore_conflict', 'UPSTREAM_UNAVAILABLE'],
    [410, 'gone', 'UPSTREAM_UNAVAILABLE'],
    [416, 'range not satisfiable', 'BAD_USER_INPUT'],
    [418, 'teapot', 'UPSTREAM_UNAVAILABLE'],
    [423, 'locked', 'ACCOUNT_DISABLED'],
    [429, 'too_many_requests', 'RATE_LIMITED'],
    [500, 'unspecified_fault', 'UPSTREAM_UNAVAILABLE'],
    [503, 'datastore_unreachable', 'UPSTREAM_UNAVAILABLE'],
  ])('%i %s is %s, with what Kazoo said as its cause', async (status, label, code) => {
    const error = await refusal(errorEnvelope(status, label));

    expect(error.code).toBe(code);
    expect(error.extensions).toEqual({});
    expect(error.cause).toEqual({ status, message: label, data: { message: label }, requestId: 'req-9' });
  });

  test.each([
    [`/accounts/${acme}`, 'The account does not exist, or this session may not see it.'],
    [`/accounts/${acme}/channels`, 'Kazoo does not let this session use /accounts/{id}/channels.'],
    ['/auth/keys', 'Kazoo does not let this client use /auth/keys.'],
  ])('403 to %s says what was refused', async (path, words) => {
    expect((await refusal(errorEnvelope(403, 'forbidden'), path)).message).toMatch(words);
  });

  test('quotes no more of Kazoo than somebody reads', async () => {
    const words = 'no '.repeat(10_000);

    const { message } = await refusal(
      errorEnvelope(400, 'validation error', { name: { required: { message: words } } }),
    );

    expect(message.length).toBeLessThan(600);
    expect(message).toMatch(/^Kazoo refused the input: name: no no /);
  });

  test('of endless length says its status and nothing else', async () => {
    const data = { name: Object.fromEntries(Array.from({ length: 3_000 }, (_, rule) => [`rule ${rule}`, {}])) };

    const error = await refusal(errorEnvelope(400, 'validation error', data));

    expect({ ...error, message: error.message }).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'Kazoo refused the input.',
      extensions: {},
    });
    expect(error.cause).toEqual({ status: 400, message: undefined, data: undefined, requestId: undefined });
  });

  test('403 and 404 for a part of an account have one message: it does not tell which accounts exist', async () => {
    const [others, unknown] = await Promise.all([
      refusal(errorEnvelope(403, 'forbidden')),
      refusal(errorEnvelope(404, 'bad_identifier')),
    ]);

    expect(others.message).toBe(unknown.message);
  });

  test('401 below an account is no verdict on the token', async () => {
    await expect(refusal(answerKazoo5('account.unknown'))).resolves.toMatchObject({
      constructor: AmbiguousRefusal,
      accountId: acme,
    });
  });

  test('401 for what belongs to no account is a verdict on the token', async () => {
    await expect(refusal(answerKazoo5('account.unknown'), '/token_auth')).resolves.toMatchObject({
      constructor: GatewayError,
      code: 'UNAUTHENTICATED',
    });
  });

  test('404 for what belongs to no account is a Kazoo that lacks it', async () => {
    await expect(refusal(answerFixture('unknown_resource'), '/nosuchthing')).resolves.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'This Kazoo does not offer /nosuchthing.',
    });
  });

  test('410 of the first version is UPSTREAM_UNAVAILABLE', async () => {
    await expect(refusal(answerFixture('v1_gone'))).resolves.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('validation carries the fields as Kazoo sent them, and says the first', async () => {
    const data = {
      'caller_id.external': { maxLength: { message: 'String must not be more than 35 characters', target: 35 } },
      name: { required: { message: 'Field is required but missing' }, unique: { message: 'Name is in use' } },
      message: 'validation error',
    };

    const error = await refusal(errorEnvelope(400, 'validation error', data));

    expect(error).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'Kazoo refused the input: caller_id.external: String must not be more than 35 characters.',
    });
    expect(error.extensions).toEqual({
      fields: { 'caller_id.external': data['caller_id.external'], name: data.name },
    });
  });

  test.each([undefined, null, [], 'no', { field: {} }, { field: { rule: 'no' } }])(
    'validation with the data %j is BAD_USER_INPUT all the same',
    async (data) => {
      await expect(refusal(errorEnvelope(400, 'validation error', data))).resolves.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    },
  );

  test('an account that was disabled meanwhile is ACCOUNT_DISABLED at any request', async () => {
    const { data } = restFixture('user_auth.account_disabled').response.body;

    await expect(refusal(errorEnvelope(400, 'validation error', data))).resolves.toMatchObject({
      code: 'ACCOUNT_DISABLED',
      extensions: {},
    });
  });
});

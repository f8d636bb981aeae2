import { describe, expect, test } from 'vitest';
import { confirmConference } from '../../../src/kazoo/requests/conferences.ts';
import { everythingIn, publicPart, rejectionOf } from '../../harness/rejection.ts';
import { acme, fixtureToken } from '../harness/rest-fixture.ts';
import { answerJson, startRestHarness } from '../harness/rest-server.ts';

const conferenceId = '6f0d1e2c3b4a49588776a5b4c3d2e1f0';
const document = { id: conferenceId, name: 'Lunch', member: { pins: ['1234'] } };

describe('confirming a conference', () => {
  test("asks for the account's document with the asker's own token", async () => {
    await using harness = await startRestHarness(answerJson(200, { status: 'success', data: document }));

    await confirmConference(harness.crossbar, fixtureToken, acme, conferenceId, { requestId: 'r-1' });

    expect(harness.requests).toMatchObject([
      {
        method: 'GET',
        path: `/v2/accounts/${acme}/conferences/${conferenceId}`,
        headers: { 'x-auth-token': fixtureToken, 'x-request-id': 'r-1' },
      },
    ]);
  });

  test('what the account does not have, and what nobody can have, cannot be told apart', async () => {
    const missing = { status: 'error', error: '404', message: 'bad_identifier', data: { cause: conferenceId } };
    await using harness = await startRestHarness(answerJson(404, missing));

    const unknown = await rejectionOf(confirmConference(harness.crossbar, fixtureToken, acme, conferenceId));
    const impossible = await rejectionOf(confirmConference(harness.crossbar, fixtureToken, acme, '../users'));

    expect(publicPart(unknown)).toEqual({
      code: 'FORBIDDEN',
      message: 'The conference does not exist, or does not belong to this account.',
      extensions: {},
    });
    expect(publicPart(impossible)).toEqual(publicPart(unknown));
    expect(harness.requests).toHaveLength(1);
  });

  test('an answer about something else opens nothing, and its PINs stay out of the error', async () => {
    const other = { ...document, id: 'f'.repeat(32) };
    await using harness = await startRestHarness(answerJson(200, { status: 'success', data: other }));

    const error = await rejectionOf(confirmConference(harness.crossbar, fixtureToken, acme, conferenceId));

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(everythingIn(error)).not.toContain('1234');
  });

  test.each([
    [403, 'FORBIDDEN'],
    [429, 'RATE_LIMITED'],
    [500, 'UPSTREAM_UNAVAILABLE'],
  ])('a %i is %s', async (status, code) => {
    await using harness = await startRestHarness(answerJson(status, { status: 'error', message: 'no', data: {} }));

    expect((await rejectionOf(confirmConference(harness.crossbar, fixtureToken, acme, conferenceId))).code).toBe(code);
  });
});

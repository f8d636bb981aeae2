import { describe, expect, test } from 'vitest';
import { everythingIn, rejectionOf } from '../../harness/rejection.ts';
import { acme } from '../harness/rest-fixture.ts';
import {
  type Answer,
  answerFixture,
  answerJson,
  answerText,
  type RestHarnessOptions,
  startRestHarness,
} from '../harness/rest-server.ts';

async function failureOf(answer: Answer, options?: RestHarnessOptions) {
  await using harness = await startRestHarness(answer, options);
  return await rejectionOf(harness.crossbar.request('GET', '/websockets'));
}

describe('the envelope', () => {
  test('of a page of a list tells the token and where the next page begins', async () => {
    await using harness = await startRestHarness(answerFixture('account.descendants', { page_size: '50' }));

    const envelope = await harness.crossbar.request('GET', `/accounts/${acme}/descendants`, { token: 't' });

    expect(envelope).toMatchObject({
      status: 200,
      authToken: expect.stringMatching(/^eyJ/),
      requestId: 'a3f0c1d2e4b5968778695a4b3c2d1e0f',
      nextStartKey: 'g2wAAAACbQAAAAZ4eXphYmNq',
    });
    expect(envelope.data).toHaveLength(2);
  });

  test('of 4.3 that says "undefined" for a token has none', async () => {
    await using harness = await startRestHarness(
      answerJson(200, { status: 'success', data: [], auth_token: 'undefined' }),
    );

    const envelope = await harness.crossbar.request('GET', '/websockets');

    expect(envelope.authToken).toBeUndefined();
    expect(envelope.nextStartKey).toBeUndefined();
  });

  test('of an error is given to whoever has a reading of its own, before the common one', async () => {
    await using harness = await startRestHarness(answerFixture('account.not_found'));
    const seen: unknown[] = [];

    const error = await rejectionOf(
      harness.crossbar.request('GET', `/accounts/${acme}`, {
        mapError: ({ status, message, data }) => {
          seen.push({ status, message, data });
          return undefined;
        },
      }),
    );

    expect(seen).toEqual([
      { status: 404, message: 'bad_identifier', data: { message: 'bad identifier', cause: '0'.repeat(32) } },
    ]);
    expect(error.code).toBe('FORBIDDEN');
  });
});

describe('an answer that is not Crossbar’s', () => {
  test.each([
    ['HTML', answerText(200, '<html>Welcome to nginx!</html>')],
    ['nothing', answerText(200, '')],
    ['cut JSON', answerText(200, '{"data": {', 'application/json')],
    ['a JSON text', answerText(200, '"ok"', 'application/json')],
    ['a JSON list', answerText(200, '[]', 'application/json')],
    ['null', answerText(200, 'null', 'application/json')],
    ['an object without data', answerJson(200, { status: 'success' })],
    ['an object without a status', answerJson(200, { data: {} })],
    ['a success that calls itself an error', answerJson(200, { status: 'error', data: {}, error: '403' })],
    ['HTML with a 404', answerText(404, '<html>not here</html>')],
    ['HTML with a 401', answerText(401, '<html>who are you</html>')],
    ['HTML with a 502', answerText(502, '<html>Bad Gateway</html>')],
    ['a redirect', answerJson(302, { status: 'success', data: {} })],
  ])('such as %s is UPSTREAM_UNAVAILABLE', async (_kind, answer) => {
    const error = await failureOf(answer);

    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(error.cause).toBeDefined();
  });

  test('is told by its size and type, never by its content', async () => {
    const error = await failureOf(answerText(200, '<html>some-private-content</html>'));

    expect(everythingIn(error)).not.toContain('private');
    expect(everythingIn(error)).toContain('HTTP 200 with 33 characters of text/html');
  });

  test('but a proxy that limits the rate is RATE_LIMITED in whatever words', async () => {
    await expect(failureOf(answerText(429, '<html>slow down</html>'))).resolves.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('is refused when it exceeds the limit, with or without a length in front', async () => {
    const body = JSON.stringify({ status: 'success', data: 'x'.repeat(2000) });
    const chunked: Answer = (response) => {
      response.writeHead(200).write(body.slice(0, 1000));
      response.end(body.slice(1000));
    };

    const errors = await Promise.all([
      failureOf(answerText(200, body), { maxResponseBytes: 1000 }),
      failureOf(chunked, { maxResponseBytes: 1000 }),
    ]);

    const tooLong = { code: 'UPSTREAM_UNAVAILABLE', message: expect.stringContaining('more than the gateway accepts') };
    expect(errors).toMatchObject([tooLong, tooLong]);
  });

  test('is read up to the limit', async () => {
    const body = JSON.stringify({ status: 'success', data: 'x'.repeat(2000) });
    await using harness = await startRestHarness(answerText(200, body), { maxResponseBytes: body.length });

    await expect(harness.crossbar.request('GET', '/websockets')).resolves.toMatchObject({ status: 200 });
  });
});

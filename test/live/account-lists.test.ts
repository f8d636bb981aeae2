import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ListTokens } from '../../src/auth/lists/list-tokens.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { UpstreamTokens, type UpstreamTokensOptions } from '../../src/auth/upstream-tokens.ts';
import { GatewayError } from '../../src/errors.ts';
import { channels } from '../../src/kazoo/collections/channels.ts';
import type { CollectionReader } from '../../src/kazoo/collections/collection-reader.ts';
import { parkedCalls } from '../../src/kazoo/collections/parked-calls.ts';
import { AmbiguousRefusal } from '../../src/kazoo/crossbar/ambiguous-refusal.ts';
import { forbidden } from '../../src/kazoo/crossbar/crossbar-error.ts';
import { AccountLists } from '../../src/live/account-lists.ts';
import { transport } from '../auth/harness/session-transport.ts';
import { CacheClock } from '../harness/cache-clock.ts';
import { rejectionOf } from '../harness/rejection.ts';

let clock: CacheClock;
beforeEach(() => {
  clock = new CacheClock();
});
afterEach(() => clock[Symbol.dispose]());

const { signal } = new AbortController();
const noScope = forbidden({ status: 403 }, '/accounts/{id}/channels');
const ambiguous = new AmbiguousRefusal('a', '/accounts/{id}/channels', { status: 401 });
const expired = new GatewayError('TOKEN_EXPIRED', 'The token has expired; log in again.');

/** An account `a` with these subscribers, of whose tokens the last expires last. */
async function setUp(clients: readonly string[], serviceToken?: string) {
  const sessions = new SessionRegistry(() => 0);
  for (const [index, token] of clients.entries()) {
    const session = sessions.open(transport(() => undefined));
    session.signIn(token, { accountId: 'own', ownerId: undefined, expiresAtMs: 3_600_000 + index });
    sessions.attach(session, { accountId: 'a', end: () => undefined, onSessionEnded: () => undefined });
  }
  const revalidate = vi.fn<UpstreamTokensOptions['revalidate']>(async () => undefined);
  const tokens = new UpstreamTokens({
    sessions,
    service: { token: serviceToken, refuse: () => undefined },
    verify: async () => undefined,
    revalidate,
    entitledForMs: 86_400_000,
    entitlementWaitMs: 1_000,
  });
  await tokens.prepare('a');
  const refusals = new Map<string, Error>();
  const asked: string[] = [];
  const calls: Parameters<CollectionReader['page']>[] = [];
  const collections: Pick<CollectionReader, 'page'> = {
    async page(...call) {
      calls.push(call);
      const [{ path }, { token }] = call;
      asked.push(token);
      const refusal = refusals.get(token) ?? refusals.get(`${token} ${path}`);
      if (refusal !== undefined) throw refusal;
      return { items: [], nextStartKey: undefined };
    },
  };
  const lists = new AccountLists(collections, new ListTokens(tokens), 1_000);
  return {
    tokens,
    revalidate,
    calls,
    asked,
    accept: (token: string) => refusals.delete(token),
    refuse: (error: Error, ...who: string[]) => who.forEach((token) => void refusals.set(token, error)),
    read: () => lists.read(channels, 'a', 'somebody', signal),
    readOptional: () => lists.readOptional(parkedCalls, 'a', 'somebody', signal),
  };
}

describe('a list of an account', () => {
  test('is read to its last page, with one token, and no further than anybody has a use for', async () => {
    const pages = new Map<string | undefined, string | undefined>([
      [undefined, 'second'],
      ['second', 'third'],
      ['third', 'fourth'],
    ]);
    const asked: unknown[] = [];
    const reader: Pick<CollectionReader, 'page'> = {
      async page(_, { token }, { startKey }) {
        asked.push([token, startKey]);
        return { items: Array.from({ length: 200 }), nextStartKey: pages.get(startKey) };
      },
    };
    const { tokens } = await setUp(['only']);
    const listOf = (maxRows: number) =>
      new AccountLists(reader, new ListTokens(tokens), maxRows).read(channels, 'a', 'somebody', signal);

    expect(await listOf(10_000)).toHaveLength(800);
    expect(asked.splice(0)).toEqual([
      ['only', undefined],
      ['only', 'second'],
      ['only', 'third'],
      ['only', 'fourth'],
    ]);
    expect(await listOf(399)).toHaveLength(400);
    expect(asked).toHaveLength(2);
  });

  test("is read with the token that expires last, in the name of whoever's turn it is", async () => {
    const { read, calls } = await setUp(['first', 'last']);

    expect(await read()).toEqual([]);

    const scope = { token: 'last', clientInfo: {}, accountId: 'a', signal, turn: 'somebody' };
    expect(calls).toEqual([[channels, scope, { size: 200, startKey: undefined }]]);
  });

  test.each([
    ['has no right to it', noScope],
    ['may act on the account no more', forbidden({ status: 403 })],
    ['Kazoo refuses as it refuses for an account that it cannot load', ambiguous],
    ['is ambiguously refused another account than its own', forbidden(ambiguous)],
    ['has expired', expired],
    ['Kazoo answers with a 400', new GatewayError('BAD_USER_INPUT', 'Kazoo refused the input.')],
  ])('is read with the next token where one %s, which is not tried again', async (_, refusal) => {
    const { read, refuse, asked } = await setUp(['good', 'bad']);
    refuse(refusal, 'bad');

    expect(await read()).toEqual([]);
    expect(await read()).toEqual([]);

    expect(asked).toEqual(['bad', 'good', 'good']);
  });

  test('is tried with three tokens at a time, until one is found that may read it', async () => {
    const { read, refuse, asked } = await setUp(['good', 'f', 'e', 'd', 'c', 'b', 'a']);
    refuse(noScope, 'a', 'b', 'c', 'd', 'e', 'f');

    await rejectionOf(read());
    expect(asked).toEqual(['a', 'b', 'c']);
    await rejectionOf(read());
    expect(await read()).toEqual([]);

    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'good']);
  });

  test.each([
    ['UPSTREAM_UNAVAILABLE', 'Kazoo is down.'],
    ['UPSTREAM_TIMEOUT', 'Kazoo is slow.'],
    ['RATE_LIMITED', 'You wait for too many answers already.'],
  ] as const)('is not tried with other tokens after %s, which is no verdict on one', async (code, message) => {
    const { read, refuse, asked } = await setUp(['other', 'asked']);
    refuse(new GatewayError(code, message), 'asked');

    await rejectionOf(read());
    await rejectionOf(read());

    expect(asked).toEqual(['asked', 'asked']);
  });

  test.each([
    ['has no right', noScope],
    ['has expired', expired],
    [
      'waits already',
      new GatewayError('RATE_LIMITED', 'You already wait for 100 answers from Kazoo. Try again later.'),
    ],
  ])('tells nobody that somebody else %s', async (_, refusal) => {
    const { read, refuse } = await setUp(['a', 'b']);
    refuse(refusal, 'a', 'b');

    const error = await rejectionOf(read());

    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', cause: refusal });
    expect(error.message).toBe('Kazoo did not let the gateway read channels. Try again later.');
  });

  test('is unavailable without a token', async () => {
    const { read, asked } = await setUp([]);

    expect(await rejectionOf(read())).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(asked).toEqual([]);
  });

  test('is tried with all tokens again once none is left', async () => {
    const { read, refuse, accept, asked } = await setUp(['good', 'bad']);
    refuse(noScope, 'bad', 'good');
    await rejectionOf(read());
    accept('good');

    expect(await read()).toEqual([]);

    expect(asked).toEqual(['bad', 'good', 'bad', 'good']);
  });

  test('is tried with a refused token again after ten minutes', async () => {
    const { read, refuse, asked } = await setUp(['good', 'bad']);
    refuse(noScope, 'bad');
    await read();

    clock.pass(599_000);
    await read();
    expect(asked).toEqual(['bad', 'good', 'good']);
    clock.pass(2_000);
    await read();

    expect(asked).toEqual(['bad', 'good', 'good', 'bad', 'good']);
  });
});

describe('a token that Kazoo refuses a list', () => {
  test('still opens the socket, and is asked about when Kazoo has time', async () => {
    const { read, refuse, tokens, revalidate } = await setUp(['good', 'bad']);
    refuse(noScope, 'bad');

    for (let times = 0; times < 40; times += 1) await read();

    expect(tokens.tokenFor('a')).toBe('bad');
    expect(revalidate.mock.calls).toEqual([['bad', 'a', false]]);
  });

  test('is not asked about once more after an ambiguous refusal, nor when it has expired', async () => {
    const { read, refuse, revalidate } = await setUp(['good', 'one', 'two', 'three']);
    refuse(ambiguous, 'one');
    refuse(forbidden(ambiguous), 'two');
    refuse(expired, 'three');

    await rejectionOf(read());

    expect(revalidate).not.toHaveBeenCalled();
  });

  test('still reads other lists', async () => {
    const { read, readOptional, refuse, asked } = await setUp(['other', 'token']);
    refuse(noScope, 'token parked_calls');

    expect(await readOptional()).toEqual([]);
    expect(await read()).toEqual([]);

    expect(asked).toEqual(['token', 'other', 'token']);
  });
});

describe("the gateway's own token", () => {
  test('stays the first to be tried, and opens sockets, while Kazoo cannot load the account', async () => {
    const { read, refuse, asked, tokens, revalidate } = await setUp(['client'], 'service');
    refuse(forbidden(ambiguous), 'service');

    expect(await read()).toEqual([]);
    expect(await read()).toEqual([]);

    expect(asked).toEqual(['service', 'client', 'service', 'client']);
    expect(tokens.tokenFor('a')).toBe('service');
    expect(revalidate).not.toHaveBeenCalled();
  });

  test('opens sockets where it may not read the list, which clients read instead', async () => {
    const { read, refuse, asked, tokens, revalidate } = await setUp(['client'], 'service');
    refuse(noScope, 'service');

    expect(await read()).toEqual([]);
    expect(await read()).toEqual([]);

    expect(asked).toEqual(['service', 'client', 'client']);
    expect(tokens.tokenFor('a')).toBe('service');
    expect(revalidate).not.toHaveBeenCalled();
  });
});

describe('a list that is of use only', () => {
  test('is read with the next token, too', async () => {
    const { readOptional, refuse, asked } = await setUp(['good', 'bad']);
    refuse(noScope, 'bad');

    expect(await readOptional()).toEqual([]);
    expect(asked).toEqual(['bad', 'good']);
  });

  test.each([
    ['refused', noScope],
    ['not answered', new GatewayError('UPSTREAM_TIMEOUT', 'Kazoo is slow.')],
  ])('is unknown, not empty, when it is %s', async (_, refusal) => {
    const { readOptional, refuse } = await setUp(['token']);
    refuse(refusal, 'token');

    expect(await readOptional()).toBeUndefined();
  });

  test('does not hide a fault of the gateway', async () => {
    const { readOptional, refuse } = await setUp(['token']);
    refuse(new TypeError('A bug.'), 'token');

    await expect(readOptional()).rejects.toThrow(TypeError);
  });
});

test('what is remembered of refusals is bounded: the oldest ones are forgotten', async () => {
  const tokens = { tokenFor: vi.fn<UpstreamTokens['tokenFor']>(), isOwn: () => false, doubtToken: () => undefined };
  tokens.tokenFor.mockImplementation((_, isUnwanted) => (isUnwanted?.('token') === true ? 'other' : 'token'));
  const listTokens = new ListTokens(tokens);
  listTokens.refuse('token', 'a', 'channels', noScope);
  expect(listTokens.tokenFor('a', 'channels', new Set())).toBe('other');

  for (let index = 0; index < 1_000; index += 1) listTokens.refuse('x'.repeat(1_000), `${index}`, 'channels', noScope);

  expect(listTokens.tokenFor('a', 'channels', new Set())).toBe('token');
  expect(listTokens.tokenFor('999', 'channels', new Set(['token']))).toBe('other');
});

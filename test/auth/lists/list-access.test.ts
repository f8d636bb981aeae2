import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ListAccess } from '../../../src/auth/lists/list-access.ts';
import { SessionRegistry } from '../../../src/auth/session-registry.ts';
import { TokenVerifier } from '../../../src/auth/verification/token-verifier.ts';
import { GatewayError } from '../../../src/errors.ts';
import { devices } from '../../../src/kazoo/collections/devices.ts';
import { registrations } from '../../../src/kazoo/collections/registrations.ts';
import { AmbiguousRefusal } from '../../../src/kazoo/crossbar/ambiguous-refusal.ts';
import { forbidden } from '../../../src/kazoo/crossbar/crossbar-error.ts';
import { RateLimit } from '../../../src/limits/rate-limit.ts';
import { CacheClock } from '../../harness/cache-clock.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { unsignedToken } from '../../kazoo/harness/unsigned-token.ts';
import { transport } from '../harness/session-transport.ts';
import { bucket, createQueue, mostWithin, times } from '../verification/harness/verification-queue-harness.ts';

let clock: CacheClock;
beforeEach(() => {
  clock = new CacheClock();
});
afterEach(() => clock[Symbol.dispose]());

const noScope = forbidden({ status: 403 }, '/accounts/{id}/registrations');
const unreachable = new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo is down.');
const ambiguous = forbidden(new AmbiguousRefusal('a', '/accounts/{id}', { status: 401 }), '/accounts/{id}');

/** A session of `token` whose streams need these lists of account `a`. */
function setUp(...lists: readonly (typeof registrations | typeof devices)[][]) {
  const sessions = new SessionRegistry(() => 0);
  const session = sessions.open(transport(() => undefined));
  session.signIn('token', { accountId: 'a', ownerId: undefined, expiresAtMs: 3_600_000 });
  const streams = lists.map((needed) => {
    const stream = { accountId: 'a', lists: needed, end: vi.fn(), onSessionEnded: () => undefined };
    sessions.attach(session, stream);
    return stream;
  });
  const refusals = new Map<string, Error>();
  const asked: string[] = [];
  const access = new ListAccess({
    collections: {
      async confirm({ path }, { token, turn }) {
        asked.push([path, token, turn].filter((part) => part !== undefined).join(' '));
        const refusal = refusals.get(path);
        if (refusal !== undefined) throw refusal;
      },
    },
    sessions,
    verifier: { run: (_token, _client, ask) => ask() },
    atOnce: new RateLimit({ maxUses: 30, windowMs: 10_000 }),
    allowedForMs: 60_000,
    maxBytes: 100_000,
  });
  return { access, session, streams, asked, refusals };
}

test('a token is asked about once for all who join together, and again when the answer is old', async () => {
  const { access, asked } = setUp();

  await Promise.all([1, 2, 3].map(() => access.require('token', 'a', registrations, {})));
  await access.require('token', 'a', registrations, {});
  expect(asked).toEqual(['registrations token']);
  clock.pass(60_001);
  await access.require('token', 'a', registrations, {});

  expect(asked).toHaveLength(2);
});

test('an answer counts for one list, one account and one token', async () => {
  const { access, asked } = setUp();

  await access.require('token', 'a', registrations, {});
  await access.require('other', 'a', registrations, {});
  await access.require('token', 'b', registrations, {});
  await access.require('token', 'a', devices, {});

  expect(asked).toEqual(['registrations token', 'registrations other', 'registrations token', 'devices token']);
});

test('a refusal is told to who asked, and not remembered', async () => {
  const { access, refusals } = setUp();
  refusals.set('registrations', noScope);

  await expect(access.require('token', 'a', registrations, {})).rejects.toBe(noScope);
  refusals.clear();

  await access.require('token', 'a', registrations, {});
});

test('a token that lost a list keeps its session and its other streams', async () => {
  const { access, asked, refusals, session, streams } = setUp([registrations], [devices], [registrations, devices], []);
  await access.require('token', 'a', registrations, {});
  refusals.set('registrations', noScope);
  asked.length = 0;

  await access.recheck('token', 'a');
  await access.recheck('token', 'a');

  expect(asked).toEqual(['registrations token list rechecks', 'devices token list rechecks']);
  expect(streams.map(({ end }) => end.mock.calls)).toEqual([[[noScope]], [], [[noScope]], []]);
  expect(session.isEnded).toBe(false);
  await expect(access.require('token', 'a', registrations, {})).rejects.toBe(noScope);
});

test.each([
  ['does not answer', unreachable],
  ['refuses what it cannot load', ambiguous],
])('no stream ends because Kazoo %s', async (_what, error) => {
  const { access, refusals, streams } = setUp([registrations]);
  refusals.set('registrations', error);

  await access.recheck('token', 'a');
  await access.recheck('token', 'other');

  expect(streams[0]?.end).not.toHaveBeenCalled();
});

test('each check of a token asks about one of its lists, in turns', async () => {
  const { access, asked } = setUp([registrations], [devices, registrations]);

  for (let check = 1; check <= 3; check += 1) await access.recheck('token', 'a');

  expect(asked.map((question) => question.split(' ')[0])).toEqual(['registrations', 'devices', 'registrations']);
});

describe('200 tokens', () => {
  holdClock();

  /** The sessions of an account with 200 tokens, and Kazoo's bucket for it. */
  function load(capacity?: number) {
    const kazoo = bucket(capacity);
    const end = vi.fn<() => void>();
    const access = new ListAccess({
      collections: { confirm: () => kazoo.ask() },
      sessions: { listsOf: () => [registrations], endListStreams: end },
      verifier: new TokenVerifier(createQueue({ pace }).queue, 60_000),
      atOnce: new RateLimit({ maxUses: 30, windowMs: 10_000 }),
      allowedForMs: 60_000,
      maxBytes: 1_000_000,
    });
    const tokens = times(200, (index) => unsignedToken({ iss: 'kazoo', account_id: 'a'.repeat(32), index }));
    return { access, kazoo, end, tokens };
  }
  const pace = { limitedIntervalMs: 1_000 / 6, maxIntervalMs: 1_000, limitedForMs: 10_000 };

  test('that join a list together leave room in the bucket of their account', async () => {
    const { access, kazoo, tokens } = load();

    const joined = Promise.all(tokens.map((token) => access.require(token, 'a'.repeat(32), registrations, {})));
    await vi.advanceTimersByTimeAsync(60_000);
    await joined;

    expect(kazoo.counts.refusals).toBe(0);
    expect(kazoo.served).toHaveLength(200);
    expect(mostWithin(1_000, kazoo.served)).toBeLessThanOrEqual(40);
    kazoo.stop();
  });

  test('that are checked together ask at a pace, and again what Kazoo was too busy for', async () => {
    const { access, kazoo, tokens, end } = load(10);

    for (let use = 1; use <= 12; use += 1) void kazoo.ask().catch(() => undefined);
    const checked = Promise.all(tokens.map((token) => access.recheck(token, 'a'.repeat(32))));
    await vi.advanceTimersByTimeAsync(120_000);
    await checked;

    expect(kazoo.counts.refusals).toBeGreaterThan(2);
    expect(kazoo.served).toHaveLength(200 + 10);
    expect(mostWithin(1_000, kazoo.served.slice(10))).toBeLessThanOrEqual(12);
    expect(end).not.toHaveBeenCalled();
    kazoo.stop();
  });
});

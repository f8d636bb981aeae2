import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ListAccess } from '../../../src/auth/lists/list-access.ts';
import { SessionRegistry } from '../../../src/auth/session-registry.ts';
import { GatewayError } from '../../../src/errors.ts';
import { devices } from '../../../src/kazoo/collections/devices.ts';
import { registrations } from '../../../src/kazoo/collections/registrations.ts';
import { AmbiguousRefusal } from '../../../src/kazoo/crossbar/ambiguous-refusal.ts';
import { forbidden } from '../../../src/kazoo/crossbar/crossbar-error.ts';
import { CacheClock } from '../../harness/cache-clock.ts';
import { transport } from '../harness/session-transport.ts';

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

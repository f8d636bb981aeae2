import { expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { calls, clientOf, publishLegs, restricted, tokenOf } from '../auth/restricted-users-harness.ts';

interface Line {
  readonly check: string;
  readonly outcome: string;
  readonly code: string;
  readonly message: string;
  readonly at: string | null;
}

const query = `query ($id: ID, $binding: String!) {
  diagnose(accountId: $id, binding: $binding) {
    accountId binding finding { check code } lines { check outcome code message at }
  }
}`;

async function diagnose(harness: Harness, token: string | undefined, binding = 'call.*.*', id?: string) {
  const headers = token === undefined ? {} : { 'X-Auth-Token': token };
  const { body } = await harness.post({ query, variables: { id, binding } }, headers);
  expect(body).toEqual({ data: { diagnose: expect.anything() } });
  const { diagnose: diagnosis } = body['data'] as { diagnose: { lines: Line[]; finding: unknown } };
  const codes = Object.fromEntries(diagnosis.lines.map(({ check, outcome, code }) => [check, `${outcome} ${code}`]));
  return { ...diagnosis, codes };
}

const nothing = [
  ...['BINDING', 'SOCKET', 'TOPIC', 'LAST_EVENT', 'KAZOO_SOCKETS', 'RESTRICTION', 'CLOCK', 'CHANGES'],
].map((check) => [check, 'UNKNOWN NOT_CHECKED']);

test('of a stream that runs all is well, and Kazoo is asked for its sockets once', async () => {
  await using harness = await startHarness();
  harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c' });
  await until(async () =>
    expect((await diagnose(harness, harness.token('demo'))).codes).toMatchObject({ LAST_EVENT: 'OK RECEIVED' }),
  );
  const before = harness.kazoo.crossbar.requests.length;

  const { codes, finding, lines } = await diagnose(harness, harness.token('demo'));

  expect(codes).toEqual({
    ACCESS: 'OK ALLOWED',
    BINDING: 'OK OFFERED',
    SOCKET: 'OK LIVE',
    TOPIC: 'OK DELIVERING',
    LAST_EVENT: 'OK RECEIVED',
    KAZOO_SOCKETS: 'OK LISTED',
    RESTRICTION: 'OK UNRESTRICTED',
    CLOCK: 'OK IN_STEP',
    CHANGES: 'OK UNCHANGED',
  });
  expect(finding).toBeNull();
  for (const check of ['SOCKET', 'TOPIC', 'LAST_EVENT'])
    expect(lines.find((line) => line.check === check)?.at).toMatch(/^\d{4}-.*Z$/);
  const asked = harness.kazoo.crossbar.requests.slice(before).map(({ path }) => path);
  expect(asked.filter((path) => path.endsWith(`${harness.accountId('demo')}/websockets`))).toHaveLength(1);
});

test('it opens nothing: what nobody follows is said to be followed by nobody', async () => {
  await using harness = await startHarness();

  const { codes, finding } = await diagnose(harness, harness.token('demo'), 'object.doc_edited.user');

  expect(codes).toMatchObject({ SOCKET: 'ATTENTION IDLE', TOPIC: 'ATTENTION NOT_FOLLOWED' });
  expect(codes).toMatchObject({ LAST_EVENT: 'ATTENTION NOTHING_RECEIVED', KAZOO_SOCKETS: 'ATTENTION NOT_LISTED' });
  expect(finding).toMatchObject({ code: 'IDLE' });
  expect(harness.kazoo.blackhole.totalConnections).toBe(0);
});

test('while Kazoo is away its socket has failed, whatever cannot be asked is unknown', async () => {
  await using harness = await startHarness();
  harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  const token = harness.token('demo');
  await diagnose(harness, token);

  harness.kazoo.blackhole.stop();
  await until(async () =>
    expect((await diagnose(harness, token)).codes).toMatchObject({ SOCKET: expect.stringMatching(/^FAILED/) }),
  );
  const { codes, finding } = await diagnose(harness, token);

  expect(codes).toMatchObject({
    TOPIC: 'FAILED WAITING',
    KAZOO_SOCKETS: expect.stringMatching(/^(UNKNOWN|ATTENTION) /),
  });
  expect(finding).toMatchObject({ check: 'SOCKET' });
});

test.each([
  ['call.NO_SUCH.*.*.*', 'FAILED BAD_USER_INPUT'],
  ['relay.x', 'FAILED BINDING_REJECTED'],
  ['', 'FAILED BAD_USER_INPUT'],
])('the binding %j is a line of the list: %s', async (binding, code) => {
  await using harness = await startHarness();

  const { codes } = await diagnose(harness, harness.token('demo'), binding);

  expect(codes).toMatchObject({ ACCESS: 'OK ALLOWED', BINDING: code, TOPIC: 'UNKNOWN NOT_CHECKED' });
});

test('who may not see the account learns no more than that, as of one that does not exist', async () => {
  await using harness = await startHarness();
  harness.subscribe(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c' });
  const ids = [harness.accountId('demo'), 'f'.repeat(32)];

  const told = await Promise.all(ids.map((id) => diagnose(harness, harness.token('other'), 'call.*.*', id)));
  const anonymous = await diagnose(harness, undefined);
  const expired = await diagnose(harness, harness.token('demo', -10));

  for (const { codes } of told) expect(codes).toEqual({ ACCESS: 'FAILED FORBIDDEN', ...Object.fromEntries(nothing) });
  const [known, unknown] = told.map((each, index) => JSON.stringify(each).replaceAll(ids[index] ?? '', 'id'));
  expect(known).toBe(unknown);
  expect(anonymous.codes).toEqual({ ACCESS: 'FAILED UNAUTHENTICATED', ...Object.fromEntries(nothing) });
  expect(expired.codes).toMatchObject({ ACCESS: 'FAILED TOKEN_EXPIRED' });
  expect((await diagnose(harness, harness.token('demo'), 'call.*.*', '*')).codes).toMatchObject({
    ACCESS: 'FAILED BAD_USER_INPUT',
  });
});

test('the commands of a conference of another tenant tell nothing, though Kazoo lets everybody listen', async () => {
  await using harness = await startHarness();
  const [room] = harness.kazoo.directory.account('other').conferences;
  const binding = `conference.command.${room?.id}`;

  const { codes } = await diagnose(harness, harness.token('demo'), binding);

  expect(codes).toMatchObject({ ACCESS: 'FAILED FORBIDDEN', LAST_EVENT: 'UNKNOWN NOT_CHECKED' });
});

test('a user who sees only what is theirs learns how much is kept from them, and of no other events', async () => {
  await using harness = await startHarness(restricted);
  harness.subscribe(clientOf(harness, 'taro'), calls);
  await harness.untilSubscribers(1);
  publishLegs(harness);
  const token = tokenOf(harness, 'taro');

  await until(async () => {
    const { lines } = await diagnose(harness, token);
    expect(lines.find(({ check }) => check === 'RESTRICTION')?.message).toContain('2 of the last 5');
  });
  const own = await diagnose(harness, token);
  const documents = await diagnose(harness, token, 'object.*.*');

  expect(own.codes).toMatchObject({ RESTRICTION: 'ATTENTION RESTRICTED', KAZOO_SOCKETS: 'UNKNOWN NOT_CHECKED' });
  expect(documents.codes).toEqual({ ACCESS: 'FAILED FORBIDDEN', ...Object.fromEntries(nothing) });
});

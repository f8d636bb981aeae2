import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

const hourMs = 3_600_000;
const viewer = '{ viewer { accountId } }';
const login = 'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { accountId } }';

/** Tokens of the simulator last an hour: by the clock of this machine they have long expired. */
async function startBehind() {
  const lines: string[] = [];
  const harness = await startHarness({
    kazoo: { now: () => Date.now() - 2 * hourMs },
    log: createLog('info', { write: (line) => lines.push(line) }),
  });
  const warnings = () =>
    lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.startsWith('the clocks of Kazoo'));
  return { harness, warnings, [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose]() };
}

describe('with a clock two hours ahead of that of Kazoo', () => {
  test('a login lasts, and the log says once that the clocks differ', async () => {
    await using behind = await startBehind();
    const { harness, warnings } = behind;
    await using client = await RawClient.ready(harness.webSocketUrl);

    client.subscribe('1', login);
    await client.take(2);
    client.subscribe('2', viewer);

    const viewed = { id: '2', payload: { data: { viewer: { accountId: harness.accountId('demo') } } } };
    expect(await client.next()).toMatchObject(viewed);
    expect(warnings()).toMatchObject([{ level: 40, kazooIsAheadSeconds: expect.closeTo(-7_200, -1) }]);
  });

  test('a token that was issued before is good, also for the first client', async () => {
    await using behind = await startBehind();
    const { harness } = behind;
    const token = harness.kazoo.issueToken({ accountId: harness.accountId('demo') });

    const clients = await Promise.all([1, 2].map(() => RawClient.ready(harness.webSocketUrl, { authToken: token })));

    for (const client of clients) await client[Symbol.asyncDispose]();
  });

  test('an expired token is refused, also that of the first client', async () => {
    await using behind = await startBehind();
    const { harness } = behind;
    await using client = await RawClient.open(harness.webSocketUrl);

    client.init({ authToken: harness.token('demo', -1) });

    expect(await client.closed()).toMatchObject({ code: 4403, reason: 'TOKEN_EXPIRED' });
  });
});

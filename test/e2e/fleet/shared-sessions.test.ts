import { expect, test } from 'vitest';
import { until } from '../../harness/gateway-harness.ts';
import type { RawClient } from '../../harness/raw-client.ts';
import { TimeMachine } from '../../harness/time-machine.ts';
import { describeFleet, FleetHarness, type Instance } from './fleet-harness.ts';

const lifetimeSeconds = 100;
const lifetimeMs = 1_000 * lifetimeSeconds;
const login = 'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { authToken } }';
const refresh = 'mutation { refreshToken { authToken } }';
const devices = '{ devices { nodes { id } } }';

function shortLived({ kazoo, identity }: FleetHarness, seconds: number): string {
  return kazoo.issueToken({ ...identity, lifetimeSeconds: seconds });
}

async function post({ url }: Instance, query: string, token?: string): Promise<Record<string, unknown>> {
  const headers = { 'Content-Type': 'application/json', ...(token && { 'X-Auth-Token': token }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as Record<string, unknown>;
}

/** When the token of the client's connection ends, in UNIX milliseconds. */
async function expiryOf(client: RawClient): Promise<number> {
  client.subscribe('viewer', '{ viewer { expiresAt } }');
  for (;;) {
    const message = await client.next();
    if (message['type'] === 'close') throw new Error(JSON.stringify(message));
    if (message['type'] !== 'next') continue;
    const { data } = message['payload'] as { data: { viewer: { expiresAt: string } } };
    return Date.parse(data.viewer.expiresAt);
  }
}

describeFleet('sessions of a fleet', () => {
  test('a login at one instance is good at another', async () => {
    await using fleet = await FleetHarness.start();
    const [a, b] = [await fleet.instance(), await fleet.instance()];

    const { data } = (await post(a, login)) as { data: { login: { authToken: string } } };

    expect(await expiryOf(await fleet.client(b, data.login.authToken))).toBeGreaterThan(Date.now());
  });

  test('a token that one instance renews is replaced at another, whose sessions outlive it', async () => {
    using clock = new TimeMachine();
    await using fleet = await FleetHarness.start();
    const [a, b] = [await fleet.instance(), await fleet.instance()];
    const [old, other] = [shortLived(fleet, lifetimeSeconds), shortLived(fleet, lifetimeSeconds - 1)];
    const [renewed, alone] = [await fleet.client(b, old), await fleet.client(b, other)];
    const oldExpiryMs = await expiryOf(renewed);

    expect(await post(a, refresh, old)).toMatchObject({ data: { refreshToken: { authToken: expect.any(String) } } });
    await until(async () => expect(await expiryOf(renewed)).toBeGreaterThan(oldExpiryMs));
    clock.move(lifetimeMs);

    expect(await alone.closed()).toMatchObject({ code: 4403, reason: 'TOKEN_EXPIRED' });
    expect(await expiryOf(renewed)).toBeGreaterThan(Date.now());
  });

  test('a token that one instance finds revoked ends its sessions at another', async () => {
    await using fleet = await FleetHarness.start();
    const [a, b] = [await fleet.instance(), await fleet.instance()];
    const token = fleet.kazoo.issueToken(fleet.identity);
    const client = await fleet.client(b, token);
    expect(await post(a, devices, token)).toMatchObject({ data: { devices: { nodes: expect.anything() } } });

    fleet.kazoo.revokeTokens(fleet.identity);
    expect(await post(a, devices, token)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });

    expect(await client.closed()).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
  });
});

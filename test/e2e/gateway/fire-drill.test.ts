import { describe, expect, test, vi } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { LogOutput } from '../../../src/telemetry/log-output.ts';
import { until } from '../../harness/gateway-harness.ts';
import { openPipe } from '../../harness/open-pipe.ts';
import { metrics } from '../../harness/operator-pages.ts';
import { TimeMachine } from '../../harness/time-machine.ts';
import { watchedBy } from '../../operator/harness/alert-rules.ts';
import { FireDrill } from '../../operator/harness/fire-drill.ts';
import { emptyPages, OperatorReader, operatorToken } from '../../operator/harness/operator-reader.ts';
import { describeFleet, FleetHarness } from '../fleet/fleet-harness.ts';

// What they wait for is the next second of the page.
describe.concurrent('the page, the log and an alert tell an operator', () => {
  test('that the REST API is down', async () => {
    await using drill = await FireDrill.start();
    await drill.well('Kazoo API');

    drill.harness.kazoo.crossbar.stop();
    await drill.askKazoo();

    expect(await drill.ill('Kazoo API')).toContain('The Kazoo API cannot be reached.');
    expect(await drill.said('the Kazoo API does not answer')).toMatchObject({ level: 40 });
    expect(await drill.watchedBy('KazooGatewayRestFails')).toBeGreaterThan(0);
    await drill.harness.kazoo.crossbar.start();
    await drill.askKazoo();
    await drill.well('Kazoo API');
  });

  test('that blackhole is down', async () => {
    await using drill = await FireDrill.start();
    await drill.well('Events');
    expect(await drill.watchedBy('KazooGatewayUpstreamDown')).toBeNaN();

    drill.harness.kazoo.blackhole.stop();

    expect(await drill.ill('Events')).toContain('1 RECONNECTING');
    await drill.operator.until(() => expect(drill.operator.rows('upstream')).toMatchObject([{ kind: 'lost' }]));
    expect(await drill.said('upstream lost')).toMatchObject({ level: 40, accountId: drill.harness.accountId('demo') });
    expect(await drill.watchedBy('KazooGatewayUpstreamDown')).toBe(1);
    await drill.harness.kazoo.blackhole.start();
    await drill.well('Events');
  });

  test('that both are down', async () => {
    await using drill = await FireDrill.start();
    const { crossbar, blackhole } = drill.harness.kazoo;

    crossbar.stop();
    blackhole.stop();
    await drill.askKazoo();

    await drill.ill('Kazoo API');
    await drill.ill('Events');
    await drill.said('the Kazoo API does not answer');
    await drill.said('upstream lost');
    expect(await drill.watchedBy('KazooGatewayRestFails')).toBeGreaterThan(0);
    expect(await drill.watchedBy('KazooGatewayUpstreamDown')).toBe(1);
  });

  test('that tokens are revoked', async () => {
    await using drill = await FireDrill.start();
    const account = drill.harness.kazoo.directory.account('demo');

    drill.harness.kazoo.revokeTokens({ accountId: account.id, ownerId: account.users[0]?.id });
    drill.harness.kazoo.blackhole.dropSockets();

    expect(await drill.client.closed()).toMatchObject({ code: 4403 });
    await drill.operator.until(() =>
      expect(drill.operator.rows('ended')).toMatchObject([
        { reason: 'UNAUTHENTICATED', accountId: account.id, userId: account.users[0]?.id },
      ]),
    );
    const line = await drill.said('Kazoo refuses a token that it took before; its sessions end');
    expect(line).toMatchObject({ accountId: account.id, userId: account.users[0]?.id });
    await until(async () => expect(await drill.watchedBy('KazooGatewayTokensRefused')).toBe(1));
  });

  test('that the disk of the log is full', async () => {
    const pipe = openPipe();
    pipe.fill();
    const output = new LogOutput({ fd: pipe.fd, maxWaitingBytes: 2_000 });
    const log = createLog('info', output);
    await using drill = await FireDrill.start({ gateway: { droppedLogLines: () => output.droppedLines } });
    await drill.well('Log');

    for (let line = 0; line < 100; line += 1) log.info({ line }, 'something happens');

    expect(await drill.ill('Log')).toBe(`${output.droppedLines} lines were lost.`);
    expect(await drill.watchedBy('KazooGatewayLogLost')).toBe(output.droppedLines);
    pipe.read();
    let written = '';
    await vi.waitFor(
      () => {
        written += pipe.read();
        expect(written).toContain('"msg":"log lines were lost"');
      },
      { timeout: 20_000, interval: 20 },
    );
  });

  test('that the events of one account overflow', async () => {
    await using drill = await FireDrill.start({ kazoo: { version: '5' } });
    const { kazoo } = drill.harness;
    const accountId = drill.harness.accountId('demo');

    const resume = kazoo.blackhole.stall();
    for (let call = 0; call < 200; call += 1) kazoo.publishCall(accountId, 'CHANNEL_CREATE', { call_id: `c${call}` });
    resume();

    await drill.operator.until(() =>
      expect(drill.operator.rows('upstream')).toMatchObject([{ kind: 'overflow', accountId }]),
    );
    expect(await drill.said('Kazoo drops events of this account, or may have: it reads too slowly')).toMatchObject({
      level: 40,
      accountId,
    });
    expect(await drill.watchedBy('KazooGatewayEventsLost')).toBe(1);
  });

  test('that one client abuses the gateway, and which', async () => {
    await using drill = await FireDrill.start({ settings: { MAX_SUBSCRIPTIONS_PER_CONNECTION: '2' } });
    await drill.well('Limits');

    for (let id = 2; id < 200; id += 1) drill.client.subscribe(String(id), 'subscription { callEvents { name } }');

    expect(await drill.ill('Limits')).toMatch(/^MAX_SUBSCRIPTIONS_PER_CONNECTION was reached \d+ times\.$/);
    await drill.operator.until(() =>
      expect(drill.operator.rows('refused').at(-1)).toMatchObject({
        reason: 'TOO_MANY_SUBSCRIPTIONS',
        address: '127.0.0.1',
        requestId: expect.stringMatching(/^\w+$/),
      }),
    );
    expect(await drill.said('a client reached a limit')).toMatchObject({ limit: 'MAX_SUBSCRIPTIONS_PER_CONNECTION' });
    await until(async () => expect(await drill.watchedBy('KazooGatewayClientLimited')).toBeGreaterThan(100));
  });

  test('that the clocks differ', async () => {
    await using drill = await FireDrill.start({ kazoo: { now: () => Date.now() + 120_000 } });

    expect(await drill.ill('Clock')).toMatch(/^Kazoo's clock is 1(19|20|21) s ahead of this one\.$/);
    expect(await drill.said("the clocks of Kazoo and of this machine differ; tokens expire by Kazoo's")).toMatchObject({
      level: 40,
    });
    expect(await drill.watchedBy('KazooGatewayClockOff')).toBeGreaterThan(100);
  });
});

// The clock is that of the whole process.
describe('the page, the log and an alert tell an operator', () => {
  test('that Kazoo is slow', async () => {
    using clock = new TimeMachine();
    await using drill = await FireDrill.start({ settings: { REST_TIMEOUT_MS: '60000' } });
    const answer = drill.harness.kazoo.crossbar.faults.hold();
    const asked = drill.askKazoo(6);
    await until(() => expect(drill.harness.kazoo.crossbar.requests.length).toBeGreaterThanOrEqual(6));

    clock.move(4_000);
    answer();
    await asked;

    expect(await drill.ill('Kazoo API')).toMatch(/^It takes 4\d{3} ms to answer\.$/);
    expect(await drill.said('the Kazoo API answers slowly')).toMatchObject({ level: 40 });
    // Most of what the alert takes the median of is above 2 s.
    const buckets = [...(await metrics(drill.harness))].filter(([name]) => name.startsWith('rest_request_duration'));
    const upTo = (seconds: string) =>
      buckets.filter(([name]) => name.includes(`_bucket{le="${seconds}"`)).reduce((sum, [, count]) => sum + count, 0);
    expect(await drill.watchedBy('KazooGatewayRestSlow')).toBeGreaterThan(0);
    expect(upTo('2.5')).toBeLessThan(upTo('+Inf') / 2);
  });
});

describeFleet('the page, the log and an alert tell an operator', () => {
  test('that Redis is down', async () => {
    const lines: string[] = [];
    await using fleet = await FleetHarness.start();
    const log = createLog('info', { write: (line) => lines.push(line) });
    const instance = await fleet.begin({ OPERATOR_TOKEN: operatorToken }, log, emptyPages);
    using operator = await OperatorReader.open(instance);
    await operator.until(() => expect(operator.row('conditions', 'Fleet')).toMatchObject({ isWell: true }));
    await operator.until(() => expect(operator.rows('instances')).toMatchObject([{ isThis: true }]));
    await fleet.watch(instance);
    await operator.until(() => expect(operator.rows('accounts')).toMatchObject([{ role: 'owning', listeners: 1 }]));

    await fleet.engine.kill();

    await operator.until(() =>
      expect(operator.row('conditions', 'Fleet')).toMatchObject({
        isWell: false,
        text: expect.stringMatching(/^This instance is solo\. \S/),
      }),
    );
    await operator.until(() => expect(operator.rows('accounts')).toMatchObject([{ role: 'solo' }]));
    expect(lines.map((line) => JSON.parse(line).msg)).toContain(
      'the engine of the fleet cannot be used: this instance serves by itself',
    );
    expect(await watchedBy('KazooGatewaySolo', instance)).toBe(1);
  });
});

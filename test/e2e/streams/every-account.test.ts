import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { startHarness } from '../../harness/gateway-harness.ts';

const calls = 'subscription { callEvents(accountId: "*") { callId accountId } }';

interface CallEvents {
  readonly callEvents: { readonly callId: string; readonly accountId: string };
}

for (const version of ['4.3.23', '4.3.142', 'master'] as readonly KazooVersion[]) {
  test(`on ${version} a superduper admin receives the calls of every account, each once`, async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const reader = harness.subscribe<CallEvents>(harness.clientOf('master'), calls);
    const demo = harness.subscribe<CallEvents>(
      harness.clientOf('demo'),
      'subscription { callEvents { callId accountId } }',
    );
    await harness.untilSubscribers(2);

    for (const name of ['demo', 'other'])
      harness.kazoo.publishCall(harness.accountId(name), 'CHANNEL_CREATE', { call_id: `of ${name}` });

    expect((await reader.next()).data?.callEvents).toEqual({ callId: 'of demo', accountId: harness.accountId('demo') });
    expect((await reader.next()).data?.callEvents).toEqual({
      callId: 'of other',
      accountId: harness.accountId('other'),
    });
    // Kazoo doubles every call event on a node where somebody holds `*`.
    expect((await demo.next()).data?.callEvents.callId).toBe('of demo');
    expect(reader.waiting + demo.waiting).toBe(0);
  });
}

interface ConferenceEvents {
  readonly conferenceEvents: { readonly name: string; readonly accountId: string };
}

for (const version of ['4.3.23', '4.3.142', 'master', '5'] as readonly KazooVersion[]) {
  test(`on ${version} a superduper admin follows a conference of whichever account, which hears its own`, async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const listen = (name: string, given = '') =>
      harness.subscribe<ConferenceEvents>(
        harness.clientOf(name),
        `subscription { conferenceEvents(conferenceId: "c1"${given}) { name accountId } }`,
      );
    const [every, demo] = [listen('master', ', accountId: "*"'), listen('demo')];
    await harness.untilSubscribers(2);

    for (const name of ['other', 'demo']) harness.kazoo.publishConferenceEvent(harness.accountId(name), 'c1', 'lock');

    const [foreign, own] = ['other', 'demo'].map((name) => ({ name: 'lock', accountId: harness.accountId(name) }));
    expect([await every.next(), await every.next()].map(({ data }) => data?.conferenceEvents)).toEqual([foreign, own]);
    expect((await demo.next()).data?.conferenceEvents).toEqual(own);
    expect(every.waiting + demo.waiting).toBe(0);
  });
}

test('on Kazoo 5, which would leave calls and faxes out, that is refused with a sentence that says why', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' } });
  const client = harness.clientOf('master');
  const queries = [calls, 'subscription { faxEvents(accountId: "*") { id } }'];

  for (const query of queries) {
    await expect(harness.subscribe(client, query).next()).rejects.toMatchObject([
      { message: expect.stringContaining('Subscribe to each account'), extensions: { code: 'BINDING_REJECTED' } },
    ]);
  }
});

test('only superduper admins may ask for every account', async () => {
  await using harness = await startHarness();

  for (const name of ['demo', 'reseller']) {
    const reader = harness.subscribe(harness.clientOf(name), calls);
    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
  expect(harness.kazoo.blackhole.totalConnections).toBe(0);
});

test('a version of Kazoo without it is not asked, and the subscription is refused', async () => {
  await using harness = await startHarness();
  const client = harness.clientOf('master');
  const refused = [
    'subscription { documentEvents(accountId: "*") { id } }',
    'subscription { dialogEvents(accountId: "*") { id } }',
    'subscription { events(accountId: "*", binding: "object.*.*") { id } }',
    'query { channels(accountId: "*") { takenAt } }',
  ];

  for (const query of refused) {
    const refusal = expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) });
    const answer = await harness
      .subscribe(client, query)
      .next()
      .then(
        ({ errors }) => errors,
        (errors: unknown) => errors,
      );
    expect(answer, query).toEqual([refusal]);
  }
  expect(harness.kazoo.blackhole.totalConnections).toBe(0);
});

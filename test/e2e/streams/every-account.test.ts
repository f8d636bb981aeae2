import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { startStage } from '../../harness/stage.ts';

const calls = 'subscription { callEvents(accountId: "*") { callId accountId } }';

interface CallEvents {
  readonly callEvents: { readonly callId: string; readonly accountId: string };
}

for (const version of ['4.3.23', '4.3.142', '5'] as readonly KazooVersion[]) {
  test(`on ${version} a superduper admin hears the calls of every account, each once and with its own account`, async () => {
    await using stage = await startStage({ kazoo: { version } });
    const reader = stage.subscribe<CallEvents>(stage.clientOf('master'), calls);
    const demo = stage.subscribe<CallEvents>(
      stage.clientOf('demo'),
      'subscription { callEvents { callId accountId } }',
    );
    await stage.untilSeats(2);

    for (const name of ['demo', 'other'])
      stage.kazoo.publishCall(stage.accountId(name), 'CHANNEL_CREATE', { call_id: `of ${name}` });

    expect((await reader.next()).data?.callEvents).toEqual({ callId: 'of demo', accountId: stage.accountId('demo') });
    expect((await reader.next()).data?.callEvents).toEqual({ callId: 'of other', accountId: stage.accountId('other') });
    // Kazoo doubles every call event on a node where somebody holds `*`.
    expect((await demo.next()).data?.callEvents.callId).toBe('of demo');
    expect(reader.waiting + demo.waiting).toBe(0);
  });
}

test('nobody else may ask for every account', async () => {
  await using stage = await startStage();

  for (const name of ['demo', 'reseller']) {
    const reader = stage.subscribe(stage.clientOf(name), calls);
    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
  expect(stage.kazoo.blackhole.totalConnections).toBe(0);
});

test('where Kazoo does not have it, it is refused before Kazoo is asked', async () => {
  await using stage = await startStage();
  const client = stage.clientOf('master');
  const refused = [
    'subscription { documentEvents(accountId: "*") { id } }',
    'subscription { dialogEvents(accountId: "*") { id } }',
    'subscription { events(accountId: "*", binding: "object.*.*") { id } }',
    'query { channels(accountId: "*") { takenAt } }',
  ];

  for (const query of refused) {
    const refusal = expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) });
    const answer = await stage
      .subscribe(client, query)
      .next()
      .then(
        ({ errors }) => errors,
        (errors: unknown) => errors,
      );
    expect(answer, query).toEqual([refusal]);
  }
  expect(stage.kazoo.blackhole.totalConnections).toBe(0);
});

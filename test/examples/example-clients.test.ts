import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { CutLine } from '../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';
import { callWatchers } from './call-watchers.ts';
import { logIn } from './log-in.ts';

const demo = { accountName: 'demo', username: 'demo', password: 'demo' };

function publish(harness: Harness, callId: string): void {
  const clientInfo = { caller_id_name: 'Ada', caller_id_number: '+14155550142' };
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: callId, ...clientInfo });
}

for (const [name, watchCalls] of Object.entries(callWatchers)) {
  test(`${name}: who is refused is told so`, async () => {
    await using harness = await startHarness();
    vi.stubGlobal('WebSocket', WebSocket); // Apollo's link takes it for granted, which Node 20 does not have.
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    harness.kazoo.blackhole.faults.refuseSubscribes({ matching: () => true, error: 'not loaded' });

    await using watcher = watchCalls({ url: harness.url, token: async () => harness.token('demo') });

    await until(() => expect(watcher.log).toHaveLength(1));
    expect(String(watcher.log[0])).toMatch(/Kazoo refused the binding/);
  });

  test(`${name}: log in, watch typed events, and go on after a lost connection`, async () => {
    await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
    await using line = await CutLine.to(harness.url);
    const { url } = line;
    await using watcher = watchCalls({ url, token: () => logIn(url, demo) });
    await harness.untilSubscribers(1);
    publish(harness, 'first');
    await until(() => expect(watcher.log).toHaveLength(1));

    line.cut();
    await harness.untilSubscribers(0);
    publish(harness, 'missed');
    line.mend();
    await until(() => expect(watcher.log).toHaveLength(2));
    await harness.untilSubscribers(1);
    publish(harness, 'live');
    await until(() => expect(watcher.log).toHaveLength(3));

    expect(watcher.log).toMatchObject(
      ['first', 'missed', 'live'].map((callId) => ({
        name: 'CHANNEL_CREATE',
        callId,
        callerIdName: 'Ada',
        callerIdNumber: '+14155550142',
        hangupCause: null,
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      })),
    );
  });
}

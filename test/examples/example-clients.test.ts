import { expect, test } from 'vitest';
import { CutLine } from '../harness/cut-line.ts';
import { type Stage, startStage, until } from '../harness/stage.ts';
import { callWatchers } from './call-watchers.ts';
import { logIn } from './log-in.ts';

const demo = { accountName: 'demo', username: 'demo', password: 'demo' };

function publish(stage: Stage, callId: string): void {
  const caller = { caller_id_name: 'Ada', caller_id_number: '+14155550142' };
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: callId, ...caller });
}

for (const [name, watchCalls] of Object.entries(callWatchers)) {
  test(`${name}: log in, watch typed events, and go on after a lost connection`, async () => {
    await using stage = await startStage({ settings: { LINGER_MS: '60000' } });
    await using line = await CutLine.to(stage.url);
    const { url } = line;
    await using watcher = watchCalls({ url, token: () => logIn(url, demo) });
    await stage.untilSeats(1);
    publish(stage, 'first');
    await until(() => expect(watcher.log).toHaveLength(1));

    line.cut();
    await stage.untilSeats(0);
    publish(stage, 'missed');
    line.mend();
    await until(() => expect(watcher.log).toHaveLength(2));
    await stage.untilSeats(1);
    publish(stage, 'live');
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

import { describe, expect, test } from 'vitest';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { all, answers, creations, startEvents } from '../harness/account-events-harness.ts';
import { callFrame } from '../harness/call-frame.ts';

holdClock({ now: noon });

describe('what was missed since a moment', () => {
  test('comes in order, each event once, under the binding that asks', () => {
    const { receive, since, clock } = startEvents([all, creations]);
    receive(callFrame('before'));
    const moment = clock.next();
    receive(callFrame('c1'));
    receive(callFrame('c2', { name: 'CHANNEL_ANSWER' }));
    receive(callFrame('c3'));

    expect(since(moment, all)).toEqual([`${all} c1`, `${all} c2`, `${all} c3`]);
    expect(since(moment, creations, answers)).toEqual([`${creations} c1`, `${answers} c2`, `${creations} c3`]);
  });

  test('is known for a narrow binding from a wide one, not the other way round', () => {
    const { receive, since, clock } = startEvents([creations]);
    const moment = clock.next();
    receive(callFrame('c1', { for: creations }));

    expect(since(moment, 'call.CHANNEL_CREATE.c1')).toEqual(['call.CHANNEL_CREATE.c1 c1']);
    expect(since(moment, all)).toBeUndefined();
    expect(since(moment, creations, answers)).toBeUndefined();
  });

  test('is not known from before the topic was live', () => {
    const { since, topic } = startEvents([all]);
    const completeSince = topic(all).completeSince ?? 0;

    expect(since(completeSince, all)).toEqual([]);
    expect(since(completeSince - 1, all)).toBeUndefined();
  });

  test('is not known over a loss, nor while there is a gap', () => {
    const { since, topic, clock } = startEvents([all]);
    const moment = clock.next();

    topic(all).miss(new Date(), 'MONTH_TURNED');
    expect(since(moment, all)).toBeUndefined();
    topic(all).lost(new Date());
    expect(since(moment, all)).toBeUndefined();
    topic(all).complete(clock.next());

    expect(since(moment, all)).toBeUndefined();
    expect(since(clock.next(), all)).toEqual([]);
  });

  test('is not known when some is forgotten', () => {
    const { receive, since, clock } = startEvents([all], { maxEvents: 2 });
    const moment = clock.next();
    for (const callId of ['c1', 'c2', 'c3']) receive(callFrame(callId));

    expect(since(moment, all)).toBeUndefined();
  });

  test('is known over possible losses, each of which is told before the first event after it', () => {
    const { events, receive, missed, clock } = startEvents([all]);
    const loss = (second: number): Gap => {
      const at = (offset: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second + offset));
      return { from: at(0), to: at(1), reason: 'UPSTREAM_OVERFLOW', certain: false };
    };
    events.noteLoss(loss(0));
    const moment = clock.next();
    receive(callFrame('c1'));
    events.noteLoss(loss(10));
    events.noteLoss(loss(20));
    receive(callFrame('c2', { name: 'CHANNEL_ANSWER' }));
    receive(callFrame('c3'));
    events.noteLoss(loss(30));

    const both = { ...loss(10), to: loss(20).to };
    expect(missed(moment, all)).toEqual(['c1', both, 'c2', 'c3']);
    expect(missed(moment, creations)).toEqual(['c1', both, 'c3']);
    expect(events.rememberedLoss(moment)).toEqual({ after: { ...loss(10), to: loss(30).to } });
    expect(events.rememberedLoss(clock.next())).toEqual({ after: null });
  });
});

test('of an account that has lost nothing, no loss is remembered', () => {
  const { events, clock } = startEvents([all]);

  expect(events.rememberedLoss(clock.next())).toBeUndefined();
});

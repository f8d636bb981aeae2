import { describe, expect, test } from 'vitest';
import type { BlackholeEvent } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { all, answers, creations, startEvents } from '../harness/account-events-harness.ts';
import { account, callFrame } from '../harness/call-frame.ts';

holdClock({ now: noon });

describe('an event', () => {
  test('that comes in a frame for each binding reaches each topic once, as its own', () => {
    const { receive, listener } = startEvents([all, creations]);

    const outcomes = [receive(callFrame('c1', { for: creations })), receive(callFrame('c1', { for: all }))];

    expect(outcomes).toEqual(['delivered', 'duplicate']);
    for (const binding of [all, creations]) {
      expect(listener(binding).events).toMatchObject([{ binding, data: { call_id: 'c1' } }]);
    }
  });

  test('has one id, cursor and time in all topics', () => {
    const { receive, listener } = startEvents([all, creations]);

    receive(callFrame('c1', { for: all }));

    const [[one], [other]] = [listener(all).events, listener(creations).events];
    expect(one).toMatchObject({ id: other?.id, cursor: other?.cursor, receivedAt: other?.receivedAt });
  });

  test('comes in the same order in all topics, whatever order the copies come in', () => {
    const { receive, listener } = startEvents([all, creations]);

    receive(callFrame('c1', { for: all }));
    receive(callFrame('c2', { for: creations }));
    receive(callFrame('c1', { for: creations }));
    receive(callFrame('c2', { for: all }));

    expect(listener(all).callIds).toEqual(['c1', 'c2']);
    expect(listener(creations).callIds).toEqual(['c1', 'c2']);
  });

  test('reaches no topic that it does not belong to', () => {
    const { receive, listener } = startEvents([all, answers]);

    receive(callFrame('c1', { for: all }));

    expect(listener(answers).events).toEqual([]);
  });

  test('of a topic that is unknown, or that nobody wants, is unwanted, and not even a history', () => {
    const { receive, listener, topic, since } = startEvents([all]);
    const before = topic(all).completeSince ?? 0;
    topic(all).leave(listener(all));

    expect([receive(callFrame('c1', { for: all })), receive(callFrame('c2', { for: answers }))]).toEqual([
      'unwanted',
      'unwanted',
    ]);
    expect(since(before, all)).toEqual([]);
  });

  test('of a topic that lingers is kept for those who come back', () => {
    const { receive, listener, topic, since, clock } = startEvents([all]);
    const left = clock.next();
    topic(all).leave(listener(all));
    topic(all).linger(30_000, () => undefined);

    receive(callFrame('c1'));

    expect(since(left, all)).toEqual([`${all} c1`]);
  });

  test('names the account of its routing key, on a socket for every account', () => {
    const other = 'b'.repeat(32);
    const { receive, listener } = startEvents([all], { accountId: '*' });

    receive(callFrame('c1', { accountId: other }));

    expect(listener(all).events).toMatchObject([{ accountId: other }]);
  });

  test('is recognised as a copy among the last 512, and is a new one later', () => {
    const { receive } = startEvents([all]);
    receive(callFrame('first'));

    for (let count = 0; count < 511; count += 1) receive(callFrame(`c${count}`));
    expect(receive(callFrame('first'))).toBe('duplicate');
    receive(callFrame('one more'));

    expect(receive(callFrame('first'))).toBe('delivered');
  });

  test('is recognised as a copy after its history has forgotten it', () => {
    const { receive, histories } = startEvents([all], { maxBytes: 1000 });
    const large = { ...callFrame('large'), size: 2_000_000 };

    expect([receive(large), receive(large)]).toEqual(['delivered', 'duplicate']);
    expect(histories.bytes).toBeLessThan(1000);
  });

  test('is remembered as little where Kazoo gives it a long id', () => {
    const { receive, histories } = startEvents([all], { maxBytes: 1000 });
    const frame = (callId: string): BlackholeEvent => ({ ...callFrame(callId), size: 2_000_000 });
    const long = 'c'.repeat(1_000_000);

    expect([`${long}1`, `${long}2`, `${long}1`].map((callId) => receive(frame(callId)))).toEqual([
      'delivered',
      'delivered',
      'duplicate',
    ]);
    expect(histories.bytes).toBeLessThan(1000);
  });

  test('of a module that we do not know reaches each topic although the history has forgotten it', () => {
    const { receive, listener } = startEvents(['module.a', 'module.*'], { maxBytes: 1 });
    const frame = (binding: string): BlackholeEvent => ({
      ...callFrame('c1', { for: binding }),
      routing: ['module', 'a'],
    });

    for (const binding of ['module.a', 'module.*']) receive(frame(binding));

    const [[one], [other]] = [listener('module.a').events, listener('module.*').events];
    expect(one).toMatchObject({ id: other?.id, cursor: other?.cursor, receivedAt: other?.receivedAt });
  });

  test('of a module that we do not know reaches each topic by its own frame, and once', () => {
    const { receive, listener } = startEvents(['module.a', 'module.*']);
    const frame = (binding: string): BlackholeEvent => ({
      ...callFrame('c1', { for: binding }),
      routing: ['module', 'a'],
    });

    const outcomes = ['module.a', 'module.*', 'module.*'].map((binding) => receive(frame(binding)));

    expect(outcomes).toEqual(['delivered', 'delivered', 'duplicate']);
    for (const binding of ['module.a', 'module.*']) expect(listener(binding).events).toMatchObject([{ binding }]);
  });
});

describe('an event of another account', () => {
  const other = 'b'.repeat(32);

  test('reaches no topic and no history, and its family is told once', () => {
    const { receive, listener, since, clock, foreignFamilies } = startEvents([all, creations]);
    const moment = clock.next();

    const outcomes = ['c1', 'c2'].map((callId) => receive(callFrame(callId, { accountId: other })));

    expect(outcomes).toEqual(['foreign', 'foreign']);
    expect([...listener(all).events, ...listener(creations).events]).toEqual([]);
    expect(since(moment, all)).toEqual([]);
    expect(foreignFamilies).toEqual(['call']);
  });

  test('does not pass for a copy of one of the own account', () => {
    const { receive, listener } = startEvents([all]);

    const outcomes = [other, account, other].map((accountId) => receive(callFrame('c1', { accountId })));

    expect(outcomes).toEqual(['foreign', 'delivered', 'foreign']);
    expect(listener(all).callIds).toEqual(['c1']);
  });
});

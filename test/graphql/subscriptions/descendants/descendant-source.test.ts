import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../../src/errors.ts';
import type { DeliveredEvent } from '../../../../src/graphql/subscriptions/event-stream.ts';
import type { Gap } from '../../../../src/upstream/history/gap.ts';
import { holdClock } from '../../../harness/held-clock.ts';
import { expired, followBelow, marked } from './descendants-harness.ts';

holdClock({ now: Date.parse('2026-06-01T12:00:00Z') });

const loss: Gap = { from: new Date(1), to: new Date(2), reason: 'UPSTREAM_OVERFLOW', certain: false };

describe('the events of all accounts below one', () => {
  test('tell of a gap of one account with the next event of any, and take it back after that', async () => {
    const { becomeLive, emit, gap, told } = await followBelow(['a', 'b']);
    await becomeLive('a', 'b');

    emit('a');
    gap('a', loss);
    emit('b', 'unwanted');
    for (const accountId of ['b', 'a', 'b']) emit(accountId);

    expect(told()).toEqual([
      ['a', undefined],
      ['b', ['a']],
      ['a', null],
      ['b', undefined],
    ]);
  });

  test('leave nobody up to date while no cursor names what clients of one account have had', async () => {
    const { becomeLive, opened, returning } = await followBelow(['a', 'b']);
    await becomeLive('a', 'b');

    returning.add('above');
    expect(opened.isHolding).toBe(false);
    returning.add('b');
    // Found out once for all clients that are pinged in a row.
    expect(opened.isHolding).toBe(false);
    await Promise.resolve();
    expect(opened.isHolding).toBe(true);
  });

  test('merge gaps of several accounts that are told together', async () => {
    const { becomeLive, emit, gap, told, opened } = await followBelow(['a', 'b']);
    await becomeLive('a', 'b');

    gap('a', loss);
    gap('b', loss);

    expect(opened.pendingNotice).toMatchObject({ ...loss, accountIds: ['a', 'b'] });
    emit('a');
    expect(told()).toEqual([['a', ['a', 'b']]]);
  });

  test('begin when all accounts flow, or are late: nothing is missing in silence after the first', async () => {
    const { becomeLive, emit, gap, told } = await followBelow(['a', 'b']);
    await becomeLive('a');

    emit('a');
    gap('a', loss);
    expect(told()).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    emit('a');

    expect(told()).toEqual([['a', undefined]]);
  });

  test('begin without a gap, and tell with the next event of those that came late', async () => {
    const { becomeLive, emit, told, opened } = await followBelow(['a', 'b', 'c']);
    let isLive = false;
    void opened.live.then(() => {
      isLive = true;
    });
    await becomeLive('a');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(isLive).toBe(true);

    await becomeLive('b');
    emit('b');
    await becomeLive('c');
    emit('a');

    expect(told()).toEqual([
      ['b', ['b']],
      ['a', ['c']],
    ]);
  });

  test('keep the cursor of pings back for those that came late, though others take their time', async () => {
    const { becomeLive, emit, told, opened } = await followBelow(['a', 'b', 'c', 'd']);
    const from = new Date();
    await becomeLive('a');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(opened.pendingNotice).toBeUndefined();

    await becomeLive('b');
    expect(opened.pendingNotice).toMatchObject({ from, accountIds: ['b'] });
    await becomeLive('c');
    expect(opened.pendingNotice).toMatchObject({ from, accountIds: ['b', 'c'] });
    emit('a');

    expect([told(), opened.pendingNotice]).toEqual([[['a', ['b', 'c']]], undefined]);
  });

  test('are said to be missing of a new account since the list before, and of no time before that', async () => {
    const { becomeLive, list, opened } = await followBelow(['a']);
    await becomeLive('a');
    await vi.advanceTimersByTimeAsync(86_400_000);
    const takenBefore = new Date(Date.now() - 60_000);

    list.takenBefore = takenBefore;
    list.put({ id: 'new', ownerIds: [] });
    await vi.advanceTimersByTimeAsync(0);
    await becomeLive('new');

    expect(opened.pendingNotice).toMatchObject({ from: takenBefore, accountIds: ['new'] });
  });

  test('tell of a gap of accounts that are new, or come again', async () => {
    const { becomeLive, emit, told, list, topics } = await followBelow(['a']);
    await becomeLive('a');

    list.put({ id: 'new', ownerIds: [] });
    await vi.advanceTimersByTimeAsync(0);
    await becomeLive('new');
    emit('new');
    topics.get('a')?.end(new GatewayError('BINDING_REJECTED', 'No.'));
    await vi.advanceTimersByTimeAsync(200);
    await becomeLive('a');
    emit('new');

    expect(told()).toEqual([
      ['new', ['new']],
      ['new', ['a']],
    ]);
  });

  test('that were too much are told of as a gap of the accounts that had some', async () => {
    const { becomeLive, emit, told, opened } = await followBelow(['a', 'b', 'c']);
    await becomeLive('a', 'b', 'c');
    emit('c');
    await vi.advanceTimersByTimeAsync(10);
    const since = new Date();
    emit('a');
    emit('b');
    told();

    opened.lose(since);
    emit('c');

    expect(told()).toEqual([['c', ['a', 'b']]]);
  });
});

test('subscriptions with different wishes listen to each account once, until the last has left', async () => {
  const { sourceOf, lists, list, opened, becomeLive, emit, told, topics } = await followBelow(['a', 'b']);
  await becomeLive('a', 'b');
  const others = Array.from({ length: 50 }, (_, index) => {
    const names: string[] = [];
    const source = sourceOf(`only ${index}`, ({ name }) => name === `name ${index}`);
    const stream = source.open(
      { onEvent: ({ root }) => names.push((root as DeliveredEvent).event.name), onEnd() {} },
      '',
    );
    return { names, stream };
  });
  emit('a', 'name 7');

  expect([lists.requests.length, told()]).toEqual([1, [['a', undefined]]]);
  expect(others.flatMap(({ names }) => names)).toEqual(['name 7']);
  opened.close();
  for (const { stream } of others.slice(1)) stream.close();
  expect([list.listeners.size, topics.get('a')?.isLeft]).toEqual([1, false]);
  others[0]?.stream.close();

  expect([list.listeners.size, topics.get('a')?.isLeft]).toEqual([0, true]);
});

describe('whoever resumes with all accounts below one', () => {
  test('gets the past of all in one order, without what is not wanted, and its gaps', async () => {
    const { source, pasts, event, cursor } = await followBelow(['a', 'b']);
    const after = cursor();
    const events = [event('a'), event('b'), event('b', 'unwanted'), event('a')] as const;
    pasts.set('a', [
      { event: events[0], gap: null },
      { event: events[3], gap: null },
    ]);
    pasts.set('b', [
      { event: events[1], gap: null },
      { event: events[2], gap: loss },
    ]);

    const replayed = [...source.replay(after)];

    expect(replayed.map(marked)).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['a', ['b']],
    ]);
    expect(replayed.map(({ cursor: at }) => at)).toEqual([events[0].cursor, events[1].cursor, events[3].cursor]);
  });

  test('is told at once of accounts whose past is not known', async () => {
    const { source, pasts, event, cursor, opened, emit, becomeLive, told } = await followBelow(['a', 'b']);
    const after = cursor();
    pasts.set('a', [{ event: event('a'), gap: null }]);

    expect([...source.replay(after)].map(marked)).toEqual([['a', ['b']]]);
    expect([...source.replay(cursor())]).toEqual([]);
    await becomeLive('a', 'b');
    expect(opened.remind?.(after)).toBe(true);
    emit('a');

    expect(told()).toEqual([['a', ['b']]]);
  });

  test('is told of an account that is absent for good no more than once, and of one that came meanwhile', async () => {
    const { pasts, cursor, opened, becomeLive } = await followBelow(['a', 'absent', 'late']);
    const from = new Date();
    pasts.set('a', []);
    await becomeLive('a');
    await vi.advanceTimersByTimeAsync(60_000);
    const after = cursor();
    expect([opened.remind?.(after), opened.pendingNotice]).toEqual([false, undefined]);

    await vi.advanceTimersByTimeAsync(1_000);
    pasts.set('late', []);
    await becomeLive('late');
    await vi.advanceTimersByTimeAsync(1_000);

    expect(opened.remind?.(after)).toBe(true);
    expect(opened.pendingNotice).toMatchObject({ from, accountIds: ['late'] });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(opened.remind?.(cursor())).toBe(false);
  });

  test('is owed what may have been lost after its cursor, and nothing where all is known', async () => {
    const { pasts, losses, cursor, opened } = await followBelow(['a', 'b']);
    for (const id of ['a', 'b']) pasts.set(id, []);

    expect([opened.remind?.(cursor()), opened.pendingNotice]).toEqual([false, undefined]);
    losses.set('b', loss);

    expect([opened.remind?.(cursor()), opened.pendingNotice]).toEqual([true, { ...loss, accountIds: ['b'] }]);
  });

  test('is refused where nothing is known of any account', async () => {
    const { source, cursor } = await followBelow(['a', 'b']);

    expect(() => [...source.replay(cursor())]).toThrow(expired);
  });
});

import { expect, test, vi } from 'vitest';
import { answered, arrange, ringing, update, watch } from '../harness/live-calls-table.ts';

test('the first listener subscribes, the last one that leaves unsubscribes, and the next subscribes again', () => {
  const { client, table } = arrange({ accountId: 'a' });
  expect(client.sent).toEqual([]);

  const first = watch(table);
  const second = watch(table);
  expect(client.sent).toEqual([{ accountId: 'a' }]);
  client.next(update('SNAPSHOT', [ringing('a')]));
  first.leave();
  first.leave();
  expect(client).toMatchObject({ stops: 0 });
  second.leave();

  expect(client).toMatchObject({ stops: 1, closedListeners: 0 });
  expect(table.getSnapshot()).toMatchObject({ status: 'RECONNECTING', rows: [ringing('a')] });
  const third = watch(table);
  client.next(update('SNAPSHOT', [answered('a')]));
  expect(client.sent).toHaveLength(2);
  expect(third.pictures).toEqual([['LIVE', 'a']]);
});

test('a function that listens twice is called twice, until each has left', () => {
  const { client, table } = arrange();
  const listener = vi.fn();
  const leave = table.subscribe(listener);
  table.subscribe(listener);

  client.next(update('SNAPSHOT', []));
  leave();
  client.next(update('CHANGES', [ringing('a')]));

  expect(listener).toHaveBeenCalledTimes(3);
});

test('a listener that throws ends neither the connection nor the other listeners', () => {
  const failures: unknown[] = [];
  vi.stubGlobal('queueMicrotask', (report: () => void) => {
    expect(report).toThrow('Mine.');
    failures.push(report);
  });
  const { client, table } = arrange();
  table.subscribe(() => {
    throw new Error('Mine.');
  });
  const { pictures } = watch(table);

  client.next(update('SNAPSHOT', [ringing('a')]));

  expect(pictures).toEqual([['LIVE', 'a']]);
  expect(failures).toHaveLength(1);
  vi.unstubAllGlobals();
});

test('a listener may leave while it is called', () => {
  const { client, table } = arrange();
  const leave = table.subscribe(() => leave());

  client.next(update('SNAPSHOT', [ringing('a')]));

  expect(client).toMatchObject({ stops: 1 });
  expect(table.getSnapshot()).toMatchObject({ status: 'RECONNECTING' });
});

test('a listener that comes while others are called is first called at the next change', () => {
  const { client, table } = arrange();
  const late = vi.fn();
  const leave = table.subscribe(() => {
    leave();
    table.subscribe(late);
  });
  watch(table);

  client.next(update('SNAPSHOT', []));
  expect(late).not.toHaveBeenCalled();
  client.next(update('CHANGES', [ringing('a')]));

  expect(late).toHaveBeenCalledTimes(1);
});

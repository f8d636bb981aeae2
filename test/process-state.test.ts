import { createServer } from 'node:net';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { TimeMachine } from './harness/time-machine.ts';
import { leftBetween, processState } from './process-state.ts';

interface Leaving {
  readonly named: readonly string[];
  /** Returns what undoes it. */
  readonly leave: () => () => unknown;
}

const ways: Readonly<Record<string, Leaving>> = {
  'a clock that stands still': {
    named: ['fake timers', 'Date'],
    leave: () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      return () => vi.useRealTimers();
    },
  },
  'a clock that was moved': {
    named: ['performance.now', 'Date', 'setTimeout', 'clearTimeout'],
    leave: () => {
      const machine = new TimeMachine();
      return () => machine[Symbol.dispose]();
    },
  },
  'a variable of the environment': {
    named: ['variable LEFT_BY_A_TEST'],
    leave: () => {
      process.env['LEFT_BY_A_TEST'] = '1';
      return () => delete process.env['LEFT_BY_A_TEST'];
    },
  },
  'a listener of the process': {
    named: ['listeners of warning'],
    leave: () => {
      const listener = (): void => undefined;
      process.on('warning', listener);
      return () => process.off('warning', listener);
    },
  },
  'a timer': {
    named: ['open Timeout'],
    leave: () => {
      const timer = setTimeout(() => undefined, 60_000);
      return () => clearTimeout(timer);
    },
  },
  'a server': {
    named: ['open TCPServerWrap'],
    leave: () => {
      const server = createServer().listen(0, '127.0.0.1');
      return () => server.close();
    },
  },
};

test.each(Object.entries(ways))('%s is found when it is left, and only then', async (_, { named, leave }) => {
  const before = processState();

  const undo = leave();
  await endOfTurn();
  const left = leftBetween(before, processState());
  undo();
  // A server takes more than one to close.
  for (let turn = 0; turn < 10; turn += 1) await endOfTurn();

  expect([left, leftBetween(before, processState())]).toEqual([named, []]);
});

test('what was open before may be closed', () => {
  const timer = setTimeout(() => undefined, 60_000);
  const before = processState();

  clearTimeout(timer);

  expect(leftBetween(before, processState())).toEqual([]);
});

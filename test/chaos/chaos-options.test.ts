import { expect, test } from 'vitest';
import { readOptions, UsageError, usage } from './chaos-options.ts';

test('without flags the scenarios are played for a minute, with a new seed', () => {
  expect(readOptions([])).toEqual({
    plays: 'scenarios',
    seed: expect.any(Number),
    minutes: 1,
    rounds: 8,
    only: '',
    profile: undefined,
    load: {},
  });
});

test('each kind of run has its own length, and flags go before it', () => {
  expect(readOptions(['--soak'])).toMatchObject({ plays: 'soak', minutes: 30 });
  const given = ['--clients', '90', '--events=2.5', '--accounts', '30', '--minutes', '0.5', '--seed', '7'];
  expect(readOptions(['--fleet', ...given])).toMatchObject({
    plays: 'fleet',
    seed: 7,
    minutes: 0.5,
    rounds: 2,
    load: { clients: 90, eventsPerSecond: 2.5, accounts: 30 },
  });
});

test.each([['--help'], ['-h'], ['--fleet', '--help']])('%s asks for the usage, which names every flag', (...args) => {
  expect(readOptions(args)).toBeUndefined();
  for (const flag of ['seed', 'minutes', 'rounds', 'only', 'profile', 'soak', 'fleet', 'clients', 'events', 'accounts'])
    expect(usage).toMatch(new RegExp(`^ {2}--${flag}\\b`, 'm'));
});

test.each([
  [['--minuts', '3'], '--minuts'],
  [['tokens'], 'tokens'],
  [['--only'], '--only'],
  [['--minutes', 'many'], '--minutes'],
  [['--minutes', '0'], '--minutes'],
  [['--minutes', ''], '--minutes'],
  [['--rounds', '1.5'], '--rounds'],
  [['--seed', '-1'], '--seed'],
  [['--clients', '90'], '--fleet'],
  [['--accounts', '90'], '--fleet'],
  [['--soak', '--fleet'], '--soak'],
])('%j is refused in words that name what is wrong', (args, named) => {
  let error: unknown;
  try {
    readOptions(args);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toHaveProperty('message', expect.stringContaining(named));
});

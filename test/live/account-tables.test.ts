import { expect, test, vi } from 'vitest';
import { AccountTables } from '../../src/live/account-tables.ts';
import { LiveBudget } from '../../src/live/live-budget.ts';

function setUp(maxTables: number) {
  const onLimited = vi.fn();
  const budget = new LiveBudget({ maxTables, maxRows: 1, maxBytes: 1, onLimited });
  const make = (onClosed: () => void) => {
    const table = {
      isLingering: false as boolean,
      endLinger(): void {
        budget.tables -= 1;
        onClosed();
      },
    };
    budget.tables += 1;
    return table;
  };
  return { budget, onLimited, make };
}

test('all that linger end together, of any kind, and what they leave behind', () => {
  const { budget, make } = setUp(4);
  type Table = ReturnType<typeof make>;
  const [calls, devices] = [new AccountTables<Table>(budget), new AccountTables<Table>(budget)];
  const source = calls.getOrMake('a', make);
  calls.getOrMake('shown', make);
  const derived = devices.getOrMake('a', (onClosed) =>
    make(() => {
      source.isLingering = true;
      onClosed();
    }),
  );
  derived.isLingering = true;

  budget.endLingering();

  expect([calls.get('a'), devices.get('a'), calls.get('shown'), budget.tables]).toEqual([
    undefined,
    undefined,
    expect.anything(),
    1,
  ]);
});

test('a table that lingers makes room for one of another kind', () => {
  const { budget, onLimited, make } = setUp(2);
  type Table = ReturnType<typeof make>;
  const [calls, devices] = [new AccountTables<Table>(budget), new AccountTables<Table>(budget)];
  calls.getOrMake('a', make);
  const lingering = devices.getOrMake('a', make);

  expect(() => calls.getOrMake('b', make)).toThrow(/MAX_LIVE_TABLES/);
  lingering.isLingering = true;
  calls.getOrMake('b', make);

  expect([calls.get('a'), devices.get('a')]).toEqual([expect.anything(), undefined]);
  expect([budget.tables, onLimited.mock.calls]).toEqual([2, [['max_live_tables']]]);
});

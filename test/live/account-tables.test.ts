import { expect, test, vi } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
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

test('all end when the gateway closes, whoever shows them, and none begins after that', () => {
  const { budget, make } = setUp(4);
  const closing = new GatewayError('SHUTTING_DOWN', 'It closes.');
  const tables = new AccountTables<ReturnType<typeof make>>(budget);
  const ends: unknown[] = [];
  for (const accountId of ['a', 'b'])
    tables.getOrMake(accountId, (onClosed) => {
      const table = make(onClosed);
      const share = {
        bytes: 0,
        end(error: GatewayError): void {
          ends.push(error);
          budget.delete(share);
          table.endLinger();
        },
      };
      budget.add(share);
      return table;
    });

  budget.close(closing);

  expect([ends, tables.get('a'), tables.get('b'), budget.tables]).toEqual([
    [closing, closing],
    undefined,
    undefined,
    0,
  ]);
  expect(() => tables.getOrMake('a', make)).toThrow(closing);
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

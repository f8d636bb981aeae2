import { vi } from 'vitest';
import { ListTurns } from '../../../src/live/list-turns.ts';
import { LiveBudget, type LiveBudgetOptions } from '../../../src/live/live-budget.ts';
import { PolledTables } from '../../../src/live/polls/polled-tables.ts';
import type { Row } from './live-rows-double.ts';
import { TableListenerDouble } from './live-tables-harness.ts';
import { askingIn, type Question } from './question.ts';

export const times = {
  minIntervalMs: 5_000,
  soon: { baseMs: 500, maxMs: 4_000 },
  openTimeoutMs: 15_000,
  lingerMs: 30_000,
};

/** Must run under fake timers. */
function createPolledTables(bounds: Partial<LiveBudgetOptions> = {}, maxRunning = 10) {
  const questions: Question[] = [];
  const outcomes: string[] = [];
  const onLimited = vi.fn<(limit: string) => void>();
  const budget = new LiveBudget({ maxTables: 10, maxRows: 100, maxBytes: 100_000, onLimited, ...bounds });
  let cursors = 0;
  const tables = new PolledTables<Row>({
    lists: [],
    list: askingIn(questions),
    turns: new ListTurns({ maxRunning, maxRunningSlow: 1 }),
    upstreams: {
      get cursor() {
        cursors += 1;
        return `cursor-${cursors}`;
      },
    },
    times,
    budget,
    onPoll: (_, outcome) => outcomes.push(outcome),
  });
  return { tables, budget, onLimited, questions, outcomes };
}

export const acme = { accountId: 'acme', client: 'somebody' };
/** With the mean jitter. */
export const intervalMs = 1.05 * times.minIntervalMs;

/** The polled table of one account. Must run under fake timers. */
export function setUpPolling(...bounds: Parameters<typeof createPolledTables>) {
  const created = createPolledTables(...bounds);
  const { tables, questions } = created;
  const listener = new TableListenerDouble();
  return {
    ...created,
    listener,
    join: (everyMs?: number, other = listener) => tables.join({ ...acme, everyMs }, other),
    /** The next question comes after so long, and is answered. */
    async poll(...rows: Parameters<(typeof questions)[0]['answer']>): Promise<void> {
      await vi.advanceTimersByTimeAsync(intervalMs);
      await questions.at(-1)?.answer(...rows);
    },
  };
}

import { expect, test, vi } from 'vitest';
import { AccountSurvey } from '../../src/operator/account-survey.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';
import type { AccountOverview } from '../../src/upstream/account-view.ts';
import { StatusStore } from '../../src/upstream/status-store.ts';

const maxShown = 300;

test('of too many accounts the page gets those that it puts first: in trouble, then with listeners', async () => {
  const listeners = new Map<string, number>([['lost', 0]]);
  for (let index = 1; index <= maxShown; index += 1) listeners.set(`account-${index}`, index);
  const overviews = [...listeners.keys()].map((accountId): AccountOverview => {
    // The one with the fewest listeners has the most events.
    const count = accountId === 'account-1' ? 1_000_000 : 0;
    return { accountId, receipts: { count, latestAt: undefined }, carriedBy: undefined, topics: [] };
  });
  const statuses = new StatusStore();
  statuses.set('lost', { state: 'RECONNECTING', reason: 'refused', attempt: 1, retryAt: null });
  const survey = new AccountSurvey({
    upstreams: { overviews: () => overviews, statuses },
    sessions: { clientsOf: (accountId) => listeners.get(accountId) ?? 0 },
    names: { ofAccount: (accountId) => accountId },
    turns: new SlicedQueue(),
    onError: vi.fn(),
  });

  const { total, rows } = await survey.shown('', '');

  expect(total).toBe(maxShown + 1);
  expect([...rows.keys()].slice(0, 3)).toEqual(['lost', 'account-300', 'account-299']);
  expect(rows.has('account-1')).toBe(false);
});

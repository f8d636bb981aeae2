import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { createLive } from '../../../src/gateway/live/live.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { AccountsAbove } from '../../../src/upstream/accounts-above.ts';
import { TopicDouble } from '../../harness/topic-double.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a list takes the turn of the client that opens it, and one of all repairs later', async () => {
  const turns: unknown[] = [];
  const config = readConfig({});
  const { calls } = createLive({
    config,
    collections: {
      async page({ path }, { turn }) {
        turns.push([path, turn]);
        return { items: [], nextStartKey: undefined };
      },
    },
    upstreams: {
      follow: () => () => undefined,
      listenForFollowers(_accountId, _binding, listener) {
        const topic = new TopicDouble(listener);
        topic.becomeLive();
        return topic;
      },
      cursor: '',
    },
    auth: {
      upstreamTokens: { tokenFor: () => 'token', isOwn: () => false, doubtToken: () => undefined },
      timezones: { of: () => undefined },
      accountsAbove: new AccountsAbove(),
    },
    slices: new SlicedQueue(),
    limits: { onLimited: () => undefined },
    metrics: createMetrics(),
    log: createLog('silent'),
  });
  const listener = { onChanges: () => undefined, onSnapshot: () => undefined, onEnd: () => undefined };

  const { table, leave } = calls.join({ accountId: 'acme', client: 'reseller somebody' }, listener);
  await table.opened;
  expect(turns.splice(0)).toEqual([
    ['channels', 'reseller somebody'],
    ['parked_calls', 'reseller somebody'],
  ]);
  await vi.advanceTimersByTimeAsync(2 * config.repairIntervalMs);
  leave();

  expect(turns.slice(0, 2)).toEqual([
    ['channels', 'live lists'],
    ['parked_calls', 'live lists'],
  ]);
});

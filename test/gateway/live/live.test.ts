import { expect, test, vi } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { createLive } from '../../../src/gateway/live/live.ts';
import { SlicedQueue } from '../../../src/scheduling/sliced-queue.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { AccountsAbove } from '../../../src/upstream/accounts-above.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { TopicDouble } from '../../harness/topic-double.ts';

holdClock();

/** Live lists whose topics are live at once. */
function arrange({ tokenFor = (): string | undefined => 'token', write = (_line: string): void => undefined } = {}) {
  const turns: unknown[] = [];
  // Several repairs are due while a table lingers.
  const config = readConfig({ REPAIR_INTERVAL_MS: '5000' });
  const live = createLive({
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
      upstreamTokens: { tokenFor, isOwn: () => false, doubtToken: () => undefined },
      timezones: { of: () => undefined },
      accountsAbove: new AccountsAbove(),
    },
    slices: new SlicedQueue(),
    limits: { onLimited: () => undefined },
    metrics: createMetrics(),
    log: createLog('warn', { write }),
  });
  return { live, config, turns };
}

const listener = { onChanges: () => undefined, onSnapshot: () => undefined, onEnd: () => undefined };
const request = { accountId: 'acme', client: 'reseller somebody' };

test('a list takes the turn of the client that opens it, and one of all repairs later', async () => {
  const { live, config, turns } = arrange();

  const { table, leave } = live.calls.join(request, listener);
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

test('nothing is logged while lists linger whose last client has taken its token along', async () => {
  const lines: string[] = [];
  const asked: boolean[] = [];
  let token: string | undefined = 'token';
  const tokenFor = (): string | undefined => {
    asked.push(token !== undefined);
    return token;
  };
  const { live, config } = arrange({ tokenFor, write: (line) => lines.push(line) });
  const { table, leave } = live.people.join(request, listener);
  await table.opened;

  leave();
  token = undefined;
  asked.length = 0;
  await vi.advanceTimersByTimeAsync(config.lingerMs - 1);

  expect(asked).toContain(false);
  expect(lines).toEqual([]);
  await vi.advanceTimersByTimeAsync(2 * config.lingerMs);
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { BoardRows } from '../../src/live/boards/board-rows.ts';
import { LocalDays } from '../../src/live/boards/local-days.ts';
import { CallRows } from '../../src/live/calls/call-rows.ts';
import { derivedSource } from '../../src/live/derived/derived-source.ts';
import { DerivedTables } from '../../src/live/derived/derived-tables.ts';
import { ListTurns } from '../../src/live/list-turns.ts';
import { LiveBudget } from '../../src/live/live-budget.ts';
import { LiveTables } from '../../src/live/live-tables.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';
import { callFrame } from '../upstream/harness/call-frame.ts';
import {
  accountOf,
  openSockets,
  otherReseller,
  reseller,
  serveAll,
  startResellers,
} from '../upstream/harness/resellers-harness.ts';
import { calls as callTopic, lingerMs, maxReconnectMs } from '../upstream/harness/upstream-harness.ts';
import { times } from './harness/live-tables-harness.ts';

const acme = accountOf(0);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function listen() {
  return { onChanges: () => undefined, onSnapshot: () => undefined, onEnd: vi.fn<() => void>() };
}

/** The tables of calls, and those that are made of them, on sockets that resellers can share. */
function start(kind: 'calls' | 'boards', maxTables = 10) {
  const resellers = startResellers();
  const budget = new LiveBudget({ maxTables, maxRows: 10, maxBytes: 10_000, onLimited: () => undefined });
  const calls = new LiveTables({
    binding: parseBinding(callTopic),
    makeRows: (accountId) => new CallRows(accountId, () => performance.now()),
    list: async () => ({ channels: [], parked: [] }),
    turns: new ListTurns({ maxRunning: 1, maxRunningSlow: 1 }),
    slices: new SlicedQueue(),
    upstreams: resellers.upstreams,
    times,
    budget,
    onRepair: () => undefined,
  });
  const days = new LocalDays();
  const boards = new DerivedTables({
    events: calls,
    derive({ accountId, ownerId }) {
      const rows = new BoardRows({ accountId, ownerId, timezone: () => undefined, days });
      return { rows, sources: [derivedSource(calls.followed, rows)] };
    },
    budget,
    lingerMs,
  });

  /** Shows the table, by itself or from above, until Kazoo has answered all that is asked of it. */
  async function show(via?: string) {
    const listener = listen();
    const request = { accountId: acme, client: 'somebody', via };
    const { table, leave } = kind === 'calls' ? calls.join(request, listener) : boards.join(request, listener);
    await serveAll(resellers);
    return { table, leave, listener };
  }

  /** Kazoo takes a token no more, and all its sockets break. */
  async function breakDown(withoutTokenOf: string): Promise<void> {
    resellers.tokens.gone.add(withoutTokenOf);
    for (const socket of openSockets(resellers)) socket.end();
    await vi.advanceTimersByTimeAsync(maxReconnectMs);
    await serveAll(resellers);
  }

  /** With whose tokens the sockets that are open were opened. */
  const tokens = () => openSockets(resellers).map(({ commands }) => commands[0]?.token);

  return { ...resellers, calls, show, breakDown, tokens };
}

describe.each(['calls', 'boards'] as const)('a table of %s', (kind) => {
  test('goes on with the token of its account when the reseller who opened it has left', async () => {
    const { show, breakDown, tokens } = start(kind);
    const above = await show(reseller);
    const user = await show();

    above.leave();
    await breakDown(reseller);

    expect(tokens()).toEqual([`token of ${acme}`]);
    expect(user.table.isReady).toBe(true);
  });

  test('goes on with the token of another reseller when the one who opened it has left', async () => {
    const { show, breakDown, tokens } = start(kind);
    const first = await show(reseller);
    await show(otherReseller);
    const before = tokens();

    first.leave();
    await breakDown(reseller);

    expect([before, tokens()]).toEqual([[`token of ${reseller}`], [`token of ${otherReseller}`]]);
  });

  test('shares a socket a while after the user who opened it has left', async () => {
    const harness = start(kind);
    const user = await harness.show();
    await harness.show(reseller);
    expect(harness.upstreams.sockets).toEqual({ own: 1, shared: 0 });

    user.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    expect(harness.upstreams.sockets).toEqual({ own: 0, shared: 1 });
  });

  test('stays with the user who came back, also after the first visit is left once more', async () => {
    const harness = start(kind);
    const [visit, again] = [await harness.show(), await harness.show()];
    await harness.show(reseller);

    visit.leave();
    visit.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);
    expect(harness.upstreams.sockets).toEqual({ own: 1, shared: 0 });
    again.leave();
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    expect(harness.upstreams.sockets).toEqual({ own: 0, shared: 1 });
  });

  test('that has ended is followed by nobody', async () => {
    const harness = start(kind);
    const { listener } = await harness.show();
    const event = harness.listen(callTopic, acme, 'somebody', reseller);
    await serveAll(harness);

    vi.spyOn(CallRows.prototype, 'receive').mockImplementationOnce(() => {
      throw new TypeError('The rows are broken');
    });
    harness.kazoo.socket.bring(callFrame('c0', { accountId: acme }));
    await vi.advanceTimersByTimeAsync(lingerMs);
    await serveAll(harness);

    expect(listener.onEnd).toHaveBeenCalledOnce();
    expect(event.ends).toEqual([]);
    expect(harness.upstreams.sockets).toEqual({ own: 0, shared: 1 });
  });

  test('for which there is no room leaves nothing behind', async () => {
    const { upstreams, show } = start(kind, 0);

    await expect(show()).rejects.toMatchObject({ code: 'TOO_MANY_SUBSCRIPTIONS' });

    expect(upstreams.accounts).toBe(0);
  });
});

test('a board that breaks when it is joined is followed by nobody', async () => {
  const harness = start('boards');
  harness.calls.join({ accountId: acme, client: 'somebody', via: reseller }, listen());
  await serveAll(harness);
  vi.spyOn(BoardRows.prototype, 'reset').mockImplementationOnce(() => {
    throw new TypeError('The board is broken');
  });

  const { table } = await harness.show();
  await vi.advanceTimersByTimeAsync(lingerMs);
  await serveAll(harness);

  await expect(table.opened).rejects.toThrow('The board is broken');
  expect(harness.upstreams.sockets).toEqual({ own: 0, shared: 1 });
});

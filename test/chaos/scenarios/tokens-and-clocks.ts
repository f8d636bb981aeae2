import type { Scenario } from '../scenario.ts';
import { operations, type Watcher } from '../watcher.ts';

const goodMemory = { LINGER_MS: '10000' } as const;
const longLived = 1_000_000;
const hourMs = 3_600_000;

/** Tokens expire, Crossbar fails and clocks are set while clients are subscribed. */
export const tokensAndClocks: readonly Scenario[] = [
  {
    name: "the opener's token expires, and nobody else notices",
    settings: goodMemory,
    isSpared: () => true,
    async play(chaos) {
      for (let client = 0; client < 3; client += 1)
        chaos.watch({ token: () => chaos.token('demo', 2), sse: client === 2 });
      await chaos.untilLive();
      chaos.watchMany(4);
      await chaos.repeatWhilePublishing(async () => undefined, 500, 800);
    },
  },
  {
    name: 'tokens expire while connections drop',
    leavesCounts: true,
    async play(chaos) {
      for (let client = 0; client < 4; client += 1)
        chaos.watch({ token: () => chaos.token('demo', 2), sse: client === 2 });
      chaos.watchMany(3);
      await chaos.repeatWhilePublishing(async () => chaos.kazoo.blackhole.dropSockets(), 100, 500);
    },
  },
  {
    name: "a user's tokens are revoked, and others go on",
    settings: { ...goodMemory, RECHECK_INTERVAL_MS: '60', AUTHORITY_TTL_MS: '30' },
    isSpared: () => true,
    async play(chaos) {
      const revoked: Watcher[] = [];
      for (let client = 0; client < 3; client += 1)
        revoked.push(chaos.watch({ token: () => chaos.token('demo', longLived, 'taro'), sse: client === 2 }));
      await chaos.untilLive();
      chaos.watchMany(4);
      const { id: ownerId } = chaos.kazoo.directory.user('demo', 'taro');
      await chaos.repeatWhilePublishing(
        async () => chaos.kazoo.revokeTokens({ accountId: chaos.accountId('demo'), ownerId }),
        80,
        200,
      );
    },
  },
  {
    name: 'Crossbar limits requests while clients come back',
    settings: { ...goodMemory, AUTHORITY_TTL_MS: '1' },
    isSpared: () => true,
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.repeatWhilePublishing(async () => {
        const lift = chaos.kazoo.crossbar.faults.forceRateLimit();
        for (const watcher of chaos.staying) watcher.cut();
        await chaos.pause(30, 120);
        lift();
      });
    },
  },
  {
    name: 'blackhole restarts while clients come and go',
    settings: { LINGER_MS: '20' },
    async play(chaos) {
      chaos.watchMany(3);
      await chaos.repeatWhilePublishing(async () => {
        chaos.kazoo.blackhole.stop();
        const guests = chaos.watchMany(4);
        await chaos.pause(5, 60);
        for (const guest of guests) if (chaos.random.chance(0.5)) chaos.leave(guest);
        await chaos.kazoo.blackhole.start();
        await chaos.pause(5, 60);
        for (const guest of guests) chaos.leave(guest);
        for (const watcher of chaos.staying) if (chaos.random.chance(0.3)) watcher.cut();
      });
    },
  },
  {
    name: 'all clients leave during an outage and return before it ends',
    leavesCounts: true,
    async play(chaos) {
      let guests = chaos.watchMany(4);
      await chaos.repeatWhilePublishing(async () => {
        const listen = chaos.kazoo.blackhole.refuseConnections();
        chaos.kazoo.blackhole.dropSockets();
        await chaos.pause(5, 40);
        for (const guest of guests) chaos.leave(guest);
        await chaos.until('nobody is left', () => chaos.gateway.gauges.upstreams() === 0);
        guests = chaos.watchMany(4);
        await chaos.pause(5, 40);
        await listen();
      });
    },
  },
  {
    name: 'the clock is set back and forth while connections drop',
    startsAt: '2026-03-10T10:00:00Z',
    setsClock: true,
    leavesCounts: true,
    async play(chaos) {
      chaos.watchMany(8, { token: () => chaos.token('demo', longLived) });
      await chaos.repeatWhilePublishing(async () => {
        chaos.clock.jump(chaos.random.integer(-hourMs, hourMs));
        if (chaos.random.chance(0.7)) chaos.kazoo.blackhole.dropSockets();
        chaos.clock.jump(chaos.random.integer(-hourMs, hourMs));
        chaos.random.pick(chaos.staying).cut();
      });
    },
  },
  {
    name: 'the clock is set back, and cursors still rise',
    startsAt: '2026-03-10T10:00:00Z',
    settings: { ...goodMemory, MAX_HISTORY_AGE_MS: '100000000' },
    setsClock: true,
    isSpared: ({ operation }) => operation !== operations.messages,
    async play(chaos) {
      chaos.watchMany(6, { token: () => chaos.token('demo', longLived) });
      await chaos.repeatWhilePublishing(async () => {
        chaos.clock.jump(-chaos.random.integer(0, hourMs));
        for (const watcher of chaos.staying) if (chaos.random.chance(0.5)) watcher.cut();
      });
    },
  },
];

import type { Scenario } from '../scenario.ts';
import { operations, type Watcher } from '../watcher.ts';

const sparesAll = (): boolean => true;
const goodMemory = { LINGER_MS: '10000' } as const;

/** Clients connect, leave, lose their connection and resume, while Kazoo works. */
export const clients: readonly Scenario[] = [
  {
    name: 'clients are cut at random and resume',
    settings: goodMemory,
    isSpared: sparesAll,
    async play(chaos) {
      chaos.watchMany(9);
      await chaos.repeatWhilePublishing(async () => {
        for (const watcher of chaos.staying) if (chaos.random.chance(0.5)) watcher.cut();
      });
    },
  },
  {
    name: 'all clients are cut at once, again and again, while pings carry cursors',
    settings: { ...goodMemory, KEEP_ALIVE_MS: '50' },
    isSpared: sparesAll,
    async play(chaos) {
      chaos.watchMany(24);
      await chaos.repeatWhilePublishing(async () => {
        for (const watcher of chaos.staying) watcher.cut();
        chaos.journal().calls(250);
      });
    },
  },
  {
    name: 'clients subscribe and leave faster than Kazoo answers',
    settings: { LINGER_MS: '1' },
    isSpared: (watcher) => watcher.operation === operations.calls,
    async play(chaos) {
      chaos.watch();
      await chaos.untilLive();
      await chaos.repeatWhilePublishing(
        async () => {
          const guests = chaos.watchMany(4, { operation: chaos.random.pick([operations.creations, operations.ends]) });
          await chaos.pause(0, 25);
          for (const guest of guests) chaos.leave(guest);
        },
        0,
        10,
      );
    },
  },
  {
    name: 'the last client leaves and the next one joins at the same moment',
    settings: { LINGER_MS: '1' },
    async play(chaos) {
      let guest = chaos.watch();
      await chaos.untilLive();
      await chaos.repeatWhilePublishing(
        async () => {
          const next = chaos.watch();
          await chaos.pause(0, 8);
          chaos.leave(guest);
          guest = next;
        },
        0,
        10,
      );
    },
  },
  {
    name: 'a paused reader is disconnected, resumes, and delays no other client',
    settings: { ...goodMemory, MAX_BUFFERED_BYTES: '20000', CLOSE_TIMEOUT_MS: '50' },
    isSpared: sparesAll,
    async play(chaos) {
      const slow = chaos.watch();
      chaos.watchMany(4);
      await chaos.repeatWhilePublishing(async () => {
        const resume = slow.pause();
        chaos.journal().calls(900);
        await chaos.pause(20, 80);
        resume();
      });
    },
  },
  {
    name: 'the history is too short for clients that were away',
    settings: { ...goodMemory, MAX_HISTORY_EVENTS: '20' },
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.repeatWhilePublishing(async () => {
        for (const watcher of chaos.staying) if (chaos.random.chance(0.6)) watcher.cut();
        chaos.journal().calls(chaos.random.integer(0, 30));
      });
    },
  },
  {
    name: 'the linger is shorter than the absence',
    settings: { LINGER_MS: '3' },
    async play(chaos) {
      chaos.watchMany(3);
      await chaos.repeatWhilePublishing(async () => {
        for (const watcher of chaos.staying) watcher.cut();
      });
    },
  },
  {
    name: 'Kazoo sends every event twice or three times',
    settings: goodMemory,
    isSpared: sparesAll,
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.untilLive();
      for (let event = 0; event < 40 * chaos.rounds; event += 1) {
        chaos.journal().call(undefined, chaos.random.integer(1, 3));
        if (chaos.random.chance(0.05)) await chaos.pause();
        if (chaos.random.chance(0.02)) chaos.random.pick(chaos.staying).cut();
      }
    },
  },
  {
    name: 'SSE and WebSocket clients of two accounts never mix',
    settings: goodMemory,
    isSpared: (watcher) => !watcher.record.name.startsWith('demo'),
    leavesCounts: true,
    async play(chaos) {
      chaos.watchMany(4);
      chaos.watchMany(4, { account: 'other' });
      const stop = chaos.keepPublishing('other');
      await chaos.repeatWhilePublishing(async () => {
        const ofDemo = chaos.kazoo.blackhole.sockets.find(
          ({ session }) => session.identity?.accountId === chaos.accountId('demo'),
        );
        if (ofDemo !== undefined) chaos.kazoo.blackhole.dropSockets({ socketId: ofDemo.id });
        chaos.random.pick(chaos.staying).cut();
      });
      await stop();
    },
  },
  {
    name: 'a quiet client loses a gap together with its connection',
    settings: { ...goodMemory, KEEP_ALIVE_MS: '50' },
    leavesCounts: true,
    async play(chaos) {
      const quiet: Watcher[] = [chaos.watch(), chaos.watch(), chaos.watch({ sse: true })];
      for (let round = 0; round < chaos.rounds; round += 1) {
        await chaos.untilLive();
        chaos.journal().calls(2);
        await chaos.pause(20, 40);
        chaos.kazoo.blackhole.dropSockets();
        chaos.journal().calls(3);
        await chaos.untilLive();
        // Long enough for a ping, whose cursor comes after the gap whose notice is still pending.
        await chaos.pause(120, 160);
        for (const watcher of quiet) watcher.cut();
        await chaos.until('they are gone', () => chaos.gateway.gauges.subscribers() === 0);
        await chaos.untilLive();
        chaos.journal().calls(2);
        await chaos.pause(20, 40);
      }
    },
  },
];

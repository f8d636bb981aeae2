import type { Chaos } from '../chaos.ts';
import type { Scenario } from '../scenario.ts';
import { operations, type Watcher } from '../watcher.ts';

const staysSpared = ({ operation }: Watcher): boolean => operation !== operations.calls;
/** Longer than the pause between two replacements of a socket. */
const minuteMs = 61_000;

/**
 * Leaves the account's socket with an unused binding that cannot be removed, as 4.3.0 to 4.3.90 do.
 */
async function makeStale(chaos: Chaos): Promise<void> {
  chaos.clock.move(minuteMs);
  const guest = chaos.watch();
  await chaos.untilLive();
  const { length } = chaos.kazoo.unsubscribeRequests;
  chaos.leave(guest);
  await chaos.until('the topic is given up', () => chaos.kazoo.unsubscribeRequests.length > length);
}

async function untilReplaced(chaos: Chaos, connections: number): Promise<void> {
  await chaos.until('the socket is replaced', () => chaos.kazoo.blackhole.totalConnections > connections);
  await chaos.until('one socket is left', () => chaos.kazoo.openSockets === 2);
}

/** Sockets with unused bindings are replaced under load. */
export const staleSockets: readonly Scenario[] = [
  {
    name: 'a stale socket is replaced without a lost or duplicated event',
    versions: ['4.3.23'],
    settings: { LINGER_MS: '1' },
    startsAt: '2026-03-10T10:00:00Z',
    isSpared: staysSpared,
    async play(chaos) {
      const letGo = await chaos.holdElsewhere('call.*.*');
      chaos.watch({ operation: operations.ends });
      chaos.watch({ operation: operations.creationsAndEnds, sse: true });
      for (let round = 0; round < chaos.rounds; round += 1) {
        await makeStale(chaos);
        const { totalConnections } = chaos.kazoo.blackhole;
        const stop = chaos.keepPublishing();
        await untilReplaced(chaos, totalConnections);
        await stop();
      }
      letGo();
    },
  },
  {
    name: 'topics come and go while a stale socket is replaced',
    versions: ['4.3.23'],
    settings: { LINGER_MS: '1', REPLY_TIMEOUT_MS: '2000' },
    startsAt: '2026-03-10T10:00:00Z',
    isSpared: ({ operation }) => operation === operations.ends,
    async play(chaos) {
      const letGo = await chaos.holdElsewhere('call.*.*');
      chaos.watch({ operation: operations.ends });
      for (let round = 0; round < chaos.rounds; round += 1) {
        await makeStale(chaos);
        const { totalConnections } = chaos.kazoo.blackhole;
        const undo = chaos.kazoo.blackhole.faults.delayReplies(25);
        const stop = chaos.keepPublishing();
        for (let visit = 0; visit < 12; visit += 1) {
          const guest = chaos.watch({ operation: operations.creations });
          await chaos.pause(1, 60);
          chaos.leave(guest);
          await chaos.pause(1, 60);
        }
        const last = chaos.watch({ operation: operations.creations });
        await untilReplaced(chaos, totalConnections);
        await chaos.untilLive();
        await chaos.pause(20, 60);
        chaos.leave(last);
        await stop();
        undo();
      }
      letGo();
    },
  },
  {
    name: 'the old socket is slow while it is being replaced',
    versions: ['4.3.23'],
    settings: { LINGER_MS: '1' },
    startsAt: '2026-03-10T10:00:00Z',
    isSpared: staysSpared,
    async play(chaos) {
      const letGo = await chaos.holdElsewhere('call.*.*');
      chaos.watch({ operation: operations.ends });
      chaos.watch({ operation: operations.creationsAndEnds, sse: true });
      for (let round = 0; round < chaos.rounds; round += 1) {
        // The last attempt may have been given up: then the socket is still stale.
        const { totalConnections, sockets } = chaos.kazoo.blackhole;
        await makeStale(chaos);
        const stop = chaos.keepPublishing();
        await chaos.until('a new one is opened', () => chaos.kazoo.blackhole.totalConnections > totalConnections);
        sockets.at(-1)?.stall();
        // More than the gateway remembers to recognise copies.
        chaos.journal().calls(1_500);
        await chaos.pause(50, 150);
        sockets.at(-1)?.resume();
        await untilReplaced(chaos, totalConnections);
        await stop();
      }
      letGo();
    },
  },
  {
    name: 'the old socket dies while it is being replaced',
    versions: ['4.3.23'],
    settings: { LINGER_MS: '1' },
    startsAt: '2026-03-10T10:00:00Z',
    leavesCounts: true,
    async play(chaos) {
      const letGo = await chaos.holdElsewhere('call.*.*');
      chaos.watch({ operation: operations.ends });
      chaos.watch({ operation: operations.creations });
      for (let round = 0; round < chaos.rounds; round += 1) {
        await makeStale(chaos);
        const { totalConnections, sockets } = chaos.kazoo.blackhole;
        const undo = chaos.kazoo.blackhole.faults.delayReplies(25);
        const stop = chaos.keepPublishing();
        await chaos.until('a new one is opened', () => chaos.kazoo.blackhole.totalConnections > totalConnections);
        await chaos.pause(0, 60);
        chaos.kazoo.blackhole.dropSockets({ socketId: sockets.at(-1)?.id ?? '' });
        await chaos.pause(30, 90);
        await stop();
        undo();
      }
      letGo();
    },
  },
];

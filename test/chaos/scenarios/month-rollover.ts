import type { Chaos } from '../chaos.ts';
import type { Scenario } from '../scenario.ts';
import { operations } from '../watcher.ts';

/** So early that all is live before midnight, however busy the machine is. */
const lastEvening = '2026-03-31T23:50:00Z';
const lastMoment = '2026-03-31T23:59:59.200Z';
const untilSheddingMs = 20_000;
const quarterMs = 900_000;
/** From midnight in UTC until the month has begun everywhere. */
const quartersToGo = 48;

/** Resolves just before midnight, when clients of every kind are live. */
async function audienceAtMidnight(chaos: Chaos): Promise<void> {
  const token = (): string => chaos.token('demo', 1_000_000);
  for (const sse of [false, true]) {
    chaos.watch({ operation: operations.messages, sse, token });
    chaos.watch({ operation: operations.calls, sse, token });
  }
  await chaos.untilLive();
  chaos.clock.moveTo(lastMoment);
}

async function untilRenewed(chaos: Chaos): Promise<void> {
  await chaos.until('the new month is held', () => heldMonths(chaos.kazoo.blackhole.sockets).includes('202604'));
}

function heldMonths(sockets: Chaos['kazoo']['blackhole']['sockets']): readonly string[] {
  return sockets.flatMap(({ heldKeys }) => heldKeys.flatMap(({ pattern }) => pattern.match(/-(\d{6})\./)?.[1] ?? []));
}

async function untilShed(chaos: Chaos): Promise<void> {
  await chaos.until('the old month is shed', () => {
    const { sockets } = chaos.kazoo.blackhole;
    return sockets.length === 1 && !heldMonths(sockets).includes('202603');
  });
}

/** The month rolls over while messages, which lie in the database of the month, are published. */
export const monthRollover: readonly Scenario[] = [
  {
    name: 'the month rolls over in the time zone of the nodes',
    startsAt: lastEvening,
    settings: { KAZOO_TIME_ZONE: 'UTC' },
    isSpared: ({ operation }) => operation === operations.calls,
    async play(chaos) {
      await audienceAtMidnight(chaos);
      const stops = [chaos.keepPublishing(), chaos.keepPublishingMessages()];
      await untilRenewed(chaos);
      await chaos.pause(30, 90);
      chaos.clock.move(untilSheddingMs);
      await untilShed(chaos);
      for (const stop of stops) await stop();
    },
  },
  {
    name: 'the month rolls over in an unknown time zone',
    startsAt: lastEvening,
    isSpared: ({ operation }) => operation === operations.calls,
    async play(chaos) {
      await audienceAtMidnight(chaos);
      const stop = chaos.keepPublishingMessages();
      await untilRenewed(chaos);
      for (let quarter = 0; quarter < quartersToGo; quarter += 1) {
        chaos.clock.move(quarterMs);
        await chaos.pause(1, 8);
      }
      chaos.clock.move(untilSheddingMs);
      await untilShed(chaos);
      await stop();
    },
  },
  {
    name: 'the connection is lost while the month rolls over',
    startsAt: lastEvening,
    settings: { KAZOO_TIME_ZONE: 'UTC', REPLY_TIMEOUT_MS: '2000' },
    leavesCounts: true,
    async play(chaos) {
      await audienceAtMidnight(chaos);
      const undo = chaos.kazoo.blackhole.faults.delayReplies(40);
      const stop = chaos.keepPublishingMessages();
      await untilRenewed(chaos);
      await chaos.pause(0, 60);
      chaos.kazoo.blackhole.dropSockets();
      await chaos.untilLive();
      chaos.clock.move(untilSheddingMs);
      await chaos.pause(0, 60);
      chaos.kazoo.blackhole.dropSockets();
      await chaos.untilLive();
      undo();
      await stop();
    },
  },
  {
    name: 'the renewal is lost together with the connection',
    startsAt: lastEvening,
    settings: { KAZOO_TIME_ZONE: 'UTC', REPLY_TIMEOUT_MS: '5000' },
    leavesCounts: true,
    async play(chaos) {
      await audienceAtMidnight(chaos);
      const undo = chaos.kazoo.blackhole.faults.swallowReplies({ takesEffect: false });
      const stop = chaos.keepPublishingMessages();
      const { length } = chaos.kazoo.subscribeRequests;
      await chaos.until('it is renewed', () => chaos.kazoo.subscribeRequests.length > length);
      // So long that a gap from the drop on would not cover what was missed since midnight.
      await chaos.pause(2_000, 2_200);
      chaos.kazoo.blackhole.dropSockets();
      undo();
      await chaos.untilLive();
      await stop();
    },
  },
  {
    name: 'the old month is released while topics are still being restored',
    startsAt: lastEvening,
    settings: { KAZOO_TIME_ZONE: 'UTC' },
    leavesCounts: true,
    async play(chaos) {
      await audienceAtMidnight(chaos);
      const stops = [chaos.keepPublishing(), chaos.keepPublishingMessages()];
      await untilRenewed(chaos);
      const undo = chaos.kazoo.blackhole.faults.swallowReplies({ count: 2, takesEffect: false });
      chaos.kazoo.blackhole.dropSockets();
      const { length } = chaos.kazoo.subscribeRequests;
      await chaos.until('it is being restored', () => chaos.kazoo.subscribeRequests.length > length);
      chaos.clock.move(untilSheddingMs);
      await chaos.untilLive();
      undo();
      for (const stop of stops) await stop();
    },
  },
  {
    name: 'cursors from before the rollover of the month are not trusted',
    startsAt: lastEvening,
    settings: { KAZOO_TIME_ZONE: 'UTC', LINGER_MS: '9000' },
    async play(chaos) {
      await audienceAtMidnight(chaos);
      const stop = chaos.keepPublishingMessages();
      await chaos.pause(400, 600);
      // They reconnect when the month has rolled over and the renewal is confirmed.
      for (const watcher of chaos.staying) watcher.cut();
      for (let time = 0; time < 60; time += 1) {
        await chaos.pause(5, 25);
        chaos.random.pick(chaos.staying).cut();
      }
      await stop();
    },
  },
  {
    name: 'Kazoo allows no second connection when the old month is to be released',
    versions: ['4.3.142', 'master', '5'],
    startsAt: lastEvening,
    kazoo: { maxBlackholeConnectionsPerIp: 1 },
    settings: { KAZOO_TIME_ZONE: 'UTC' },
    isSpared: ({ operation }) => operation === operations.calls,
    async play(chaos) {
      await audienceAtMidnight(chaos);
      const stops = [chaos.keepPublishing(), chaos.keepPublishingMessages()];
      await untilRenewed(chaos);
      chaos.clock.move(untilSheddingMs);
      await chaos.pause(50, 100);
      for (const stop of stops) await stop();
    },
  },
];

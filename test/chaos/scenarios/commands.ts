import type { Scenario } from '../scenario.ts';
import { operations } from '../watcher.ts';

const drop = { leavesCounts: true } as const;

/** Commands are lost, late, limited or refused while a connection is restored. */
export const commands: readonly Scenario[] = [
  {
    name: 'replies are lost while topics are restored',
    ...drop,
    settings: { REPLY_TIMEOUT_MS: '40' },
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.repeatWhilePublishing(async () => {
        const takesEffect = chaos.random.chance(0.5);
        const undo = chaos.kazoo.blackhole.faults.swallowReplies({ count: chaos.random.integer(1, 4), takesEffect });
        chaos.kazoo.blackhole.dropSockets();
        await chaos.pause(50, 150);
        undo();
      });
    },
  },
  {
    name: 'a socket that no longer answers is replaced',
    ...drop,
    settings: { REPLY_TIMEOUT_MS: '20' },
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const undo = chaos.kazoo.blackhole.faults.swallowReplies();
        chaos.kazoo.blackhole.dropSockets();
        await chaos.pause(100, 250);
        undo();
      });
    },
  },
  {
    name: 'Kazoo limits commands while topics are restored',
    ...drop,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const lift = chaos.kazoo.blackhole.faults.forceRateLimit();
        chaos.kazoo.blackhole.dropSockets();
        await chaos.pause(20, 150);
        lift();
      });
    },
  },
  {
    name: 'the bucket of a socket is smaller than expected',
    ...drop,
    kazoo: { blackholeBucketTokens: 2, blackholeBucketRefillPerSecond: 10 },
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.untilLive();
      const stop = chaos.keepPublishing();
      chaos.kazoo.blackhole.dropSockets();
      await chaos.untilLive();
      await stop();
    },
  },
  {
    name: 'streams of several topics begin while Kazoo takes one command after the other',
    settings: { LINGER_MS: '1' },
    kazoo: { blackholeBucketTokens: 1, blackholeBucketRefillPerSecond: 40 },
    async play(chaos) {
      chaos.watch({ operation: operations.ends });
      await chaos.repeatWhilePublishing(async () => {
        const guests = [chaos.watch({ operation: operations.creationsAndEnds }), chaos.watch()];
        await chaos.untilLive();
        await chaos.pause(20, 40);
        for (const guest of guests) chaos.leave(guest);
      });
    },
  },
  {
    name: 'replies are late, and clients come and go meanwhile',
    settings: { LINGER_MS: '5', REPLY_TIMEOUT_MS: '2000' },
    isSpared: (watcher) => watcher.operation === operations.calls,
    async play(chaos) {
      chaos.watch();
      chaos.watch({ sse: true });
      await chaos.untilLive();
      const undo = chaos.kazoo.blackhole.faults.delayReplies(30);
      await chaos.repeatWhilePublishing(async () => {
        const guests = chaos.watchMany(3, { operation: chaos.random.pick([operations.creations, operations.ends]) });
        await chaos.pause(1, 80);
        for (const guest of guests) chaos.leave(guest);
      });
      undo();
    },
  },
  {
    name: 'a topic that is refused on restore ends its streams, and the others continue',
    ...drop,
    async play(chaos) {
      const refused = [
        chaos.watch({ operation: operations.ends }),
        chaos.watch({ operation: operations.creationsAndEnds }),
      ];
      chaos.watch();
      chaos.watch({ operation: operations.creations, sse: true });
      await chaos.untilLive();
      const stop = chaos.keepPublishing();
      await chaos.pause(10, 50);
      for (const watcher of refused) chaos.expectEnding(watcher, 'BINDING_REJECTED');
      const undo = chaos.kazoo.blackhole.faults.refuseSubscribes({
        matching: ({ binding = '' }) => binding.includes('CHANNEL_DESTROY'),
        error: 'event CHANNEL_DESTROY not supported',
      });
      chaos.kazoo.blackhole.dropSockets();
      await chaos.until('the streams are ended', () => refused.every(({ record }) => record.ending !== undefined));
      await chaos.untilLive();
      await stop();
      undo();
    },
  },
  {
    name: 'a subscribe is confirmed before Kazoo listens',
    bindsLate: true,
    versions: ['4.3.23', 'master'],
    ...drop,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const listen = chaos.kazoo.blackhole.holdListeners();
        chaos.kazoo.blackhole.stop();
        await chaos.kazoo.blackhole.start();
        await chaos.pause(5, 40);
        listen();
      });
    },
  },
];

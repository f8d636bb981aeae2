import type { Scenario } from '../scenario.ts';

/** Kazoo fails in various ways while clients of every kind are subscribed. */
export const upstreamLoss: readonly Scenario[] = [
  {
    name: 'blackhole restarts again and again',
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.repeatWhilePublishing(async () => {
        chaos.kazoo.blackhole.stop();
        await chaos.pause(1, 80);
        await chaos.kazoo.blackhole.start();
      });
    },
  },
  {
    name: 'connections are killed again and again',
    leavesCounts: true,
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.repeatWhilePublishing(async () => chaos.kazoo.blackhole.dropSockets());
    },
  },
  {
    name: 'blackhole closes its sockets properly',
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () =>
        chaos.kazoo.blackhole.dropSockets({ code: chaos.random.pick([1000, 1001, 1011]) }),
      );
    },
  },
  {
    name: 'a half-open connection is found by its missing pong',
    settings: { UPSTREAM_PING_INTERVAL_MS: '40', UPSTREAM_PONG_TIMEOUT_MS: '40', CONNECT_TIMEOUT_MS: '100' },
    leavesCounts: true,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const resume = chaos.kazoo.blackhole.stall();
        await chaos.pause(150, 250);
        resume();
      });
    },
  },
  {
    name: 'short stalls lose nothing on versions of Kazoo that queue',
    versions: ['4.3.23', 'master'],
    isSpared: () => true,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const resume = chaos.kazoo.blackhole.stall();
        await chaos.pause(10, 80);
        resume();
      });
    },
  },
  {
    name: 'new connections are refused for a while after a drop',
    leavesCounts: true,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const listen = chaos.kazoo.blackhole.refuseConnections();
        chaos.kazoo.blackhole.dropSockets();
        await chaos.pause(20, 120);
        await listen();
      });
    },
  },
  {
    name: 'Kazoo answers 429 and 503 to handshakes for a while',
    leavesCounts: true,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const accept = chaos.kazoo.blackhole.faults.rejectUpgrades(chaos.random.pick([429, 503]));
        chaos.kazoo.blackhole.dropSockets();
        await chaos.pause(20, 120);
        accept();
      });
    },
  },
  {
    name: 'a socket opens and dies before it confirms anything',
    settings: { REPLY_TIMEOUT_MS: '2000' },
    leavesCounts: true,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        const letOut = chaos.kazoo.blackhole.holdReplies();
        chaos.kazoo.blackhole.dropSockets();
        for (let time = 0; time < 3; time += 1) {
          await chaos.pause(10, 40);
          chaos.kazoo.blackhole.dropSockets();
        }
        letOut();
      });
    },
  },
];

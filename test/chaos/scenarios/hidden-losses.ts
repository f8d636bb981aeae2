import type { Chaos } from '../chaos.ts';
import type { Scenario } from '../scenario.ts';

/** Versions that drop what comes while more than 50 frames wait for a socket. */
const dropping = ['4.3.142', '5'] as const;

function expectDropped(chaos: Chaos): void {
  const dropped = chaos.kazoo.blackhole.sockets.reduce((sum, { framesDropped }) => sum + framesDropped, 0);
  if (dropped === 0) chaos.problem('Kazoo has dropped nothing');
}

/** Kazoo drops events without a word, where it has a limit, and lets them overtake each other. */
export const hiddenLosses: readonly Scenario[] = [
  {
    name: 'Kazoo stalls under load and drops what it cannot keep',
    versions: dropping,
    hidesLosses: true,
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.repeatWhilePublishing(async () => {
        const resume = chaos.kazoo.blackhole.stall();
        chaos.journal().calls(chaos.random.integer(60, 200));
        await chaos.pause(10, 120);
        resume();
      });
      expectDropped(chaos);
    },
  },
  {
    name: 'Kazoo sends more slowly than events come',
    versions: dropping,
    kazoo: { sessionPace: 400 },
    hidesLosses: true,
    async play(chaos) {
      chaos.watchMany(6);
      await chaos.repeatWhilePublishing(async () => {
        chaos.journal().calls(chaos.random.integer(20, 60));
        await chaos.pause(100, 300);
      });
      expectDropped(chaos);
    },
  },
  {
    name: 'events overtake each other, and Kazoo stalls for a while',
    kazoo: { eventDelays: { seed: 7, chance: 0.3, atMostMs: 20 } },
    hidesLosses: true,
    async play(chaos) {
      chaos.watchMany(8);
      await chaos.repeatWhilePublishing(async () => {
        const resume = chaos.kazoo.blackhole.stall();
        chaos.journal().calls(chaos.random.integer(20, 150));
        await chaos.pause(10, 60);
        resume();
      });
    },
  },
];

import type { FleetScenario } from './fleet-scenario.ts';

/** For how long an engine must be silent until an instance serves by itself, and more. */
const outageMs = [6_000, 9_000] as const;
const unreplicatedEvents = 50;
const mostSecondsToMove = 10;
const msPerSecond = 1_000;
/** Thousands of clients take seconds to go from one instance to another. */
const longLingering = { LINGER_MS: '15000' };

/** What the page on fleets promises, one failure after another. */
export const fleetScenarios: readonly FleetScenario[] = [
  {
    name: 'the owner of the account is killed',
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        await fleet.kill(await fleet.owner());
        await fleet.join();
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'the owner of the account is killed, and a standby replaces it',
    settings: { FLEET_STANDBY: 'true' },
    isSpared: true,
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        await fleet.kill(await fleet.owner());
        await fleet.join();
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'an instance that owns nothing is killed',
    isSpared: true,
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        await fleet.kill(await fleet.follower());
        await fleet.join();
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'all clients of an instance are at others in ten seconds',
    settings: longLingering,
    isSpared: true,
    clients: 150,
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        // What joins last owns nothing.
        const crowded = await fleet.join();
        const moved = await fleet.gather(crowded);
        await fleet.untilWhole();
        const diedAtMs = performance.now();
        await fleet.kill(crowded);
        await fleet.untilSubscribed();
        const seconds = (performance.now() - diedAtMs) / msPerSecond;
        console.log(`  ${moved} clients were at others after ${seconds.toFixed(1)} s`);
        if (seconds > mostSecondsToMove)
          fleet.problems.push(`it took ${seconds.toFixed(1)} s until all were at others`);
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'all instances are replaced, one after another',
    settings: longLingering,
    isSpared: true,
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        const beganAtMs = performance.now();
        for (const member of fleet.members) {
          await fleet.join();
          await fleet.stop(member);
        }
        const seconds = (performance.now() - beganAtMs) / msPerSecond;
        console.log(`  replaced all for the ${round + 1}. time, in ${seconds.toFixed(0)} s`);
      }
    },
  },
  {
    name: 'the owner stands still for ten seconds, and goes on',
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        const { program } = await fleet.owner();
        program.signal('SIGSTOP');
        await fleet.pause(10_000, 10_500);
        program.signal('SIGCONT');
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'the engine closes the connections over which it tells entries',
    isSpared: true,
    async play(fleet) {
      const kills = 2 * fleet.rounds;
      let late = 0;
      for (let round = 0; round < kills; round += 1) {
        // One that has not served for a second is replaced after another: some may serve by themselves by then.
        await fleet.pause(4_000, 6_000);
        const soloBefore = await fleet.soloSeconds();
        await fleet.engine.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
        await fleet.pause(2_500, 3_000);
        if ((await fleet.soloSeconds()) === soloBefore) continue;
        // This machine took longer than the second for which an instance waits.
        late += 1;
        fleet.excuseGaps();
        await fleet.untilWhole();
      }
      if (late > kills / 2) fleet.problems.push(`${late} of ${kills} times a connection took more than a second`);
    },
  },
  {
    name: 'the engine is killed, and comes back empty',
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        await fleet.engine.kill();
        await fleet.pause(100, 5_000);
        await fleet.engine.restart();
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'the engine stands still for a while',
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        fleet.engine.signal('SIGSTOP');
        await fleet.pause(500, 8_000);
        fleet.engine.signal('SIGCONT');
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'the network swallows what goes between a follower and the engine',
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        const pass = await fleet.swallow(
          await fleet.follower(),
          fleet.random.pick(['to the engine', 'from the engine']),
        );
        await fleet.pause(...outageMs);
        await pass();
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'the network swallows what goes between the owner and the engine',
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        const pass = await fleet.swallow(await fleet.owner(), fleet.random.pick(['to the engine', 'from the engine']));
        await fleet.pause(...outageMs);
        await pass();
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'the log forgets what a client that is away has missed',
    settings: { MAX_LOG_BYTES: '20000', MAX_HISTORY_EVENTS: '20' },
    eventsPerSecond: 48,
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        const { program } = await fleet.follower();
        program.signal('SIGSTOP');
        await fleet.pause(4_000, 6_000);
        program.signal('SIGCONT');
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'a replica that lacks the last writes takes the place of the engine',
    async play(fleet) {
      await fleet.engines.replicate();
      await fleet.until('the replica has everything', () => fleet.engines.isReplicated());
      await fleet.engines.cutReplica();
      const enough = fleet.accounts.published + unreplicatedEvents;
      await fleet.until('enough is written that the replica lacks', async () => fleet.accounts.published > enough);
      await fleet.failOver();
      await fleet.untilWhole();
    },
  },
  {
    name: 'the engine evicts what is stored',
    async play(fleet) {
      for (let round = 0; round < fleet.rounds; round += 1) {
        const used = /used_memory:(\d+)/.exec(String(await fleet.engine.command('INFO', 'memory')))?.[1];
        await fleet.engine.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-random');
        await fleet.engine.command('CONFIG', 'SET', 'maxmemory', `${Number(used) - 100_000}`);
        await fleet.pause(1_000, 4_000);
        await fleet.engine.command('CONFIG', 'SET', 'maxmemory', '0');
        await fleet.untilWhole();
      }
    },
  },
  {
    name: 'clients come and go everywhere, until nobody is left',
    async play(fleet) {
      for (let round = 0; round < 20 * fleet.rounds; round += 1) {
        await fleet.crowd.cut(fleet.random.integer(0, fleet.crowd.size - 1));
        await fleet.pause(10, 400);
      }
    },
    isSpared: true,
  },
];

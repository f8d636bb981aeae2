import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Child } from '../bench/child.ts';
import type { Chaos } from './chaos.ts';
import { ControlClient } from './control-client.ts';

export interface Attack {
  /**
   * Names a module in `test/chaos/attackers/`, which runs in a process of its own and answers the
   * call `attack` once its attack is under way.
   */
  readonly attacker: string;
  /** Handed to `attack`, besides the `url` of the gateway. */
  readonly argument?: object;
  /**
   * Does once what the innocent client does again and again. Default: it sees an event of the
   * account `other` from the moment when Kazoo publishes it.
   */
  readonly probe?: () => Promise<void>;
  /** How long the attack is watched; default half a second for each round of the scenario. */
  readonly watchedMs?: number;
}

const probeIntervalMs = 20;
const idleMs = 2_000;
const msPerRound = 500;
/** The innocent client's bounds, in milliseconds. */
const bounds = { leastP99: 50, idleFactor: 5, worst: 500 } as const;
const ninetyNinth = 0.99;

/**
 * Lets an attacker loose and judges what an innocent client notices: its 99th percentile stays
 * within 50 ms or five times the idle one, and nothing takes longer than 500 ms.
 */
export async function attack(chaos: Chaos, { attacker, argument, probe, watchedMs }: Attack): Promise<void> {
  using control = await ControlClient.start(chaos);
  const act = probe ?? (() => control.seeEvent());
  const child = await Child.start(new URL(`./attackers/${attacker}.ts`, import.meta.url));
  try {
    const idle = await measure(act, delay(idleMs));
    const underWay = child.call('attack', z.unknown(), { url: chaos.gateway.url, ...argument });
    const attacked = await measure(
      act,
      underWay.then(() => delay(watchedMs ?? chaos.rounds * msPerRound)),
    );
    const [usual, p99, worst] = [
      percentile(idle, ninetyNinth),
      percentile(attacked, ninetyNinth),
      percentile(attacked),
    ];
    const seen = `p99 ${p99.toFixed(1)} ms (idle ${usual.toFixed(1)} ms), worst ${worst.toFixed(1)} ms`;
    const told = JSON.stringify({ ...argument, authToken: undefined, token: undefined });
    console.log(`  ${attacker} ${told}: ${seen}, of ${attacked.length}`);
    if (p99 > Math.max(bounds.leastP99, bounds.idleFactor * usual) || worst > bounds.worst)
      chaos.problem(`while ${attacker} attacked, an innocent client saw ${seen}`);
  } finally {
    await child.close();
  }
}

/**
 * Begins `act` at intervals until `over`, whatever became of the one before, and resolves with how
 * long each took.
 */
async function measure(act: () => Promise<void>, over: Promise<unknown>): Promise<readonly number[]> {
  const durations: Promise<number>[] = [];
  const timed = async (): Promise<number> => {
    const startedAtMs = performance.now();
    await act();
    return performance.now() - startedAtMs;
  };
  const timer = setInterval(() => durations.push(timed()), probeIntervalMs);
  try {
    await over;
  } finally {
    clearInterval(timer);
  }
  return Promise.all(durations);
}

/** Returns the largest without `share`. */
function percentile(durations: readonly number[], share = 1): number {
  const sorted = [...durations].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.POSITIVE_INFINITY;
}

import { buildProgram } from '../../built-program.ts';
import { isInstalled } from '../../fleet/log/redis-server.ts';
import { UsageError } from '../chaos-options.ts';
import { sumOf, type Tally } from '../record.ts';
import type { FleetScenario } from './fleet-scenario.ts';
import { fleetScenarios } from './fleet-scenarios.ts';
import { describeKinds } from './problem-kinds.ts';
import { runFleetScenario } from './run-fleet-scenario.ts';

export interface FleetPlay {
  readonly seed: number;
  readonly minutes: number;
  readonly rounds: number;
  /** Only scenarios with this text in their name. */
  readonly only: string;
  /** The folder for profiles of the gateways that are stopped. */
  readonly profile: string | undefined;
  /** Replaces the scenarios' own where they are given. */
  readonly load: Pick<FleetScenario, 'clients' | 'eventsPerSecond' | 'accounts'>;
}

const msPerMinute = 60_000;
const msPerSecond = 1_000;

/**
 * Plays the scenarios of a fleet, each once and then with new seeds until the time is over.
 * Returns whether all of them held.
 */
export async function playFleet({ seed, minutes, rounds, only, profile, load }: FleetPlay): Promise<boolean> {
  const engine = ['redis-server', 'valkey-server'].find(isInstalled);
  if (engine === undefined) throw new UsageError('A fleet needs redis-server or valkey-server: install one of them.');
  const chosen = fleetScenarios.filter(({ name }) => name.includes(only));
  if (chosen.length === 0) throw new UsageError(`No scenario of a fleet has ${JSON.stringify(only)} in its name.`);
  const built = buildProgram();
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const programs = { gateway: built.path, engine, flags };
  const endsAtMs = performance.now() + minutes * msPerMinute;
  const tallies: Tally[] = [];
  let failed = 0;
  for (let round = 0; round === 0 || performance.now() < endsAtMs; round += 1) {
    for (const scenario of chosen) {
      if (round > 0 && performance.now() > endsAtMs) break;
      const beganAtMs = performance.now();
      const run = { programs, seed: seed + round, rounds };
      const { problems, tally, witnesses } = await runFleetScenario({ ...scenario, ...load }, run);
      if (problems.length > 0) failed += 1;
      tallies.push(tally);
      const seconds = ((performance.now() - beganAtMs) / msPerSecond).toFixed(0);
      console.log(`${problems.length === 0 ? '✓' : '✗'} ${scenario.name} (--seed ${run.seed}), ${seconds} s`);
      for (const line of [...describeKinds(problems), ...witnesses]) console.log(`    ${line}`);
    }
  }
  built.remove();
  const held = failed === 0 ? 'All scenarios of a fleet held' : `${failed} of ${tallies.length} runs failed`;
  console.log(`${held}: ${rounds} rounds each, ${inWords(sumOf(tallies))}.`);
  return failed === 0;
}

function inWords({
  clients,
  deliveries,
  gaps,
  duplicates,
  missing,
  beforeCursor,
  expiries,
  longestWaitMs,
}: Tally): string {
  const told = Object.entries(gaps).map(([reason, count]) => `${count} gaps of ${reason}`);
  const counts = [...(told.length === 0 ? ['0 gaps'] : told), `${duplicates} duplicates`, `${missing} missing`];
  const afresh = `${beforeCursor} before a first cursor`;
  const longest = (longestWaitMs / msPerSecond).toFixed(1);
  const rest = `${expiries} expired cursors, longest wait for an event ${longest} s`;
  return `${clients} clients, ${deliveries} deliveries, ${counts.join(', ')}, ${afresh}, ${rest}`;
}

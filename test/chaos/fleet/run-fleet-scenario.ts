import { Random } from '../../../src/simulator/random.ts';
import { sumOf, type Tally } from '../record.ts';
import { quickSettings } from '../run-scenario.ts';
import { FleetChaos, type Programs } from './fleet-chaos.ts';
import type { FleetScenario } from './fleet-scenario.ts';
import { witnessesOf } from './witnesses.ts';

export interface FleetRun {
  readonly programs: Programs;
  readonly seed: number;
  /** How often the scenario does what it does. */
  readonly rounds: number;
}

/** What came of a scenario. */
export interface FleetOutcome {
  /** All violations that were found. */
  readonly problems: readonly string[];
  readonly tally: Tally;
  /** What the gateways say of themselves, where there are any. */
  readonly witnesses: readonly string[];
}

const instanceCount = 3;
const usualClients = 12;
const usualEventsPerSecond = 40;
/** How long all clients may take to see the last event before others are published. */
const patienceMs = 1_000;

const settings = {
  ...quickSettings,
  // Who goes from one instance to another is away for longer than topics linger in other scenarios.
  LINGER_MS: '3000',
  // An instance that stops has time to hand its accounts over.
  SHUTDOWN_WINDOW_MS: '8000',
  // All clients come from one address here.
  MAX_CONNECTIONS_PER_IP: '100000',
  MAX_CONNECTS_PER_IP: '1000000',
};

/** Plays a scenario from start to end. */
export async function runFleetScenario(
  scenario: FleetScenario,
  { programs, seed, rounds }: FleetRun,
): Promise<FleetOutcome> {
  const { clients = usualClients, eventsPerSecond = usualEventsPerSecond, accounts = 1 } = scenario;
  const gatewaySettings = { ...settings, ...scenario.settings };
  await using fleet = await FleetChaos.start(programs, gatewaySettings, new Random(seed), { rounds, accounts });
  const { problems } = fleet;
  const failed: string[] = [];
  try {
    await Promise.all(Array.from({ length: instanceCount }, () => fleet.join()));
    await fleet.watch(clients);
    await fleet.untilWhole();
    await fleet.expectEverything();
    const stop = fleet.accounts.keepPublishing(eventsPerSecond);
    await scenario.play(fleet).finally(stop);
    await everybodySeesTheEnd(fleet);
  } catch (error) {
    failed.push(error instanceof Error ? error.message : String(error));
  }
  const { deceptions, tally } = await judge(fleet, scenario);
  if (failed.length === 0) {
    await fleet.leave().catch((error: unknown) => {
      failed.push(error instanceof Error ? error.message : String(error));
    });
  }
  const all = [...problems, ...failed, ...deceptions];
  return { problems: all, tally, witnesses: all.length === 0 ? [] : await witnessesOf(fleet.programs) };
}

async function everybodySeesTheEnd(fleet: FleetChaos): Promise<void> {
  await fleet.untilWhole();
  let publishedAtMs = Number.NEGATIVE_INFINITY;
  await fleet.until('everybody sees the last event', async () => {
    // The next event carries the notice of a loss: there must be one after the last loss.
    if (performance.now() > publishedAtMs + patienceMs) {
      publishedAtMs = performance.now();
      fleet.accounts.oneOfEach();
    }
    return (await fleet.crowd.behind(fleet.accounts.last)) === 0;
  });
}

async function judge(
  { crowd, accounts, areGapsExcused }: FleetChaos,
  { isSpared = false }: FleetScenario,
): Promise<{ readonly deceptions: readonly string[]; readonly tally: Tally }> {
  const deceptions: string[] = [];
  const tallies: Tally[] = [];
  for (const entries of accounts.entries) {
    const { problems, alarms, tally } = await crowd.judge(entries);
    deceptions.push(...problems, ...(isSpared && !areGapsExcused ? alarms : []));
    tallies.push(tally);
  }
  return { deceptions, tally: sumOf(tallies) };
}

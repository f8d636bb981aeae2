import { Random } from '../../../src/simulator/random.ts';
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

const instanceCount = 3;
const usualClients = 12;
const usualEventsPerSecond = 40;
/** How long all clients may take to see the last event before others are published. */
const patienceMs = 1_000;

/** An instance that stops has time to hand its accounts over. */
const settings = { ...quickSettings, SHUTDOWN_WINDOW_MS: '8000' };

/** What became of a scenario. */
export interface FleetOutcome {
  /** All violations that were found. */
  readonly problems: readonly string[];
  /** What the gateways say of themselves, where there are any. */
  readonly witnesses: readonly string[];
}

/** Plays a scenario from start to end. */
export async function runFleetScenario(
  scenario: FleetScenario,
  { programs, seed, rounds }: FleetRun,
): Promise<FleetOutcome> {
  const { clients = usualClients, eventsPerSecond = usualEventsPerSecond } = scenario;
  const all = { ...settings, ...scenario.settings };
  await using fleet = await FleetChaos.start(programs, all, new Random(seed), rounds);
  const { problems } = fleet;
  try {
    await Promise.all(Array.from({ length: instanceCount }, () => fleet.join()));
    fleet.watch(clients);
    await fleet.untilWhole();
    fleet.expectEverything();
    const stop = fleet.keepPublishing(eventsPerSecond);
    await scenario.play(fleet).finally(stop);
    await everybodySeesTheEnd(fleet);
    problems.push(...deceptions(fleet, scenario));
    await fleet.leave();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error), ...deceptions(fleet, scenario));
  }
  return { problems, witnesses: problems.length === 0 ? [] : await witnessesOf(fleet.programs) };
}

async function everybodySeesTheEnd(fleet: FleetChaos): Promise<void> {
  await fleet.untilWhole();
  let publishedAtMs = Number.NEGATIVE_INFINITY;
  await fleet.until('everybody sees the last event', async () => {
    // The next event carries the notice of a loss: there must be one after the last loss.
    if (performance.now() > publishedAtMs + patienceMs) {
      publishedAtMs = performance.now();
      fleet.journal.oneOfEach();
    }
    const { entries } = fleet.journal;
    return fleet.watchers.every(({ record }) => {
      return record.last === entries.findLast((entry) => record.wants(entry))?.number;
    });
  });
}

function deceptions(
  { watchers, journal, areGapsExcused }: FleetChaos,
  { isSpared = false }: FleetScenario,
): readonly string[] {
  return watchers.flatMap(({ record }) => {
    const found = [...record.problems(journal.entries, {})];
    if (!isSpared || areGapsExcused) return found;
    // So much can come at once that a loss is possible.
    const falseGaps = record.gaps.filter(({ certain }) => certain);
    if (falseGaps.length > 0) found.push(`${record.name}: got false gap notices ${JSON.stringify(falseGaps)}`);
    if (record.expiries > 0) found.push(`${record.name}: its cursor expired for nothing`);
    return found;
  });
}

import { readConfig } from '../../src/config/config.ts';
import { startGateway } from '../../src/gateway/gateway.ts';
import { KazooSimulator, type KazooVersion } from '../../src/simulator/kazoo-simulator.ts';
import { Random } from '../../src/simulator/random.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { gaugeTotals } from '../harness/gauge-totals.ts';
import { TimeMachine } from '../harness/time-machine.ts';
import { Chaos } from './chaos.ts';
import type { Scenario } from './scenario.ts';

export interface Run {
  readonly version: KazooVersion;
  readonly seed: number;
  /** How often the scenario does what it does. */
  readonly rounds: number;
}

/** Settings of a gateway that is patient with nothing. */
export const quickSettings = {
  PORT: '0',
  HOST: '127.0.0.1',
  LINGER_MS: '150',
  RECONNECT_BASE_MS: '3',
  RECONNECT_MAX_MS: '40',
  CONNECTS_PER_SECOND: '1000',
  CLOSE_TIMEOUT_MS: '300',
  REPLY_TIMEOUT_MS: '400',
  SHUTDOWN_WINDOW_MS: '10',
};

/** Long enough to be overtaken, where Kazoo makes a binding before its reply. */
const shortBindingLagMs = 50;

/** Topics that linger longer are not waited for. */
const longestLingerMs = 1_000;

/** How long all clients may take to see the last event before another one is published. */
const patienceMs = 1_000;

/** Plays a scenario from start to end. Returns all violations that it found. */
export async function runScenario(scenario: Scenario, { version, seed, rounds }: Run): Promise<readonly string[]> {
  using clock = scenario.startsAt === undefined ? undefined : new TimeMachine(Date.parse(scenario.startsAt));
  const problems: string[] = [];
  const kazoo = await KazooSimulator.start({ ...scenario.kazoo, version });
  const config = readConfig({
    ...quickSettings,
    KAZOO_API_URL: kazoo.apiUrl,
    KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
    ...scenario.settings,
  });
  const log = createLog('error', { write: (line) => problems.push(`the gateway logged ${line}`) });
  const gateway = await startGateway(
    config,
    log,
    scenario.bindsLate === true ? {} : { bindingLagMs: shortBindingLagMs },
  );
  const chaos = new Chaos(kazoo, gateway, new Random(seed), rounds, clock);
  try {
    await scenario.play(chaos);
    problems.push(...chaos.problems);
    await everybodySeesTheEnd(chaos, scenario);
    problems.push(...deceptions(chaos, scenario));
    for (const watcher of chaos.watchers) watcher.stop();
    await everythingIsGone(chaos, config.lingerMs);
    if (scenario.leavesCounts !== true) problems.push(...countsLeft(kazoo));
  } catch (error) {
    problems.push(...deceptions(chaos, scenario), error instanceof Error ? error.message : String(error));
    for (const watcher of chaos.watchers) watcher.stop();
  } finally {
    await gateway.close();
    await kazoo.close();
  }
  return problems;
}

async function everybodySeesTheEnd(chaos: Chaos, scenario: Scenario): Promise<void> {
  if (chaos.staying.length === 0) return;
  await chaos.untilLive();
  const journals = new Set(chaos.staying.map((watcher) => chaos.journalOf(watcher)));
  let publishedAtMs = Number.NEGATIVE_INFINITY;
  await chaos.until('everybody sees the last event', () => {
    // The next event carries the notice of a loss: there must be one after the last loss.
    if (performance.now() > publishedAtMs + patienceMs) {
      publishedAtMs = performance.now();
      for (const journal of journals) journal.oneOfEach();
    }
    return chaos.staying.every((watcher) => {
      const { entries } = chaos.journalOf(watcher);
      // Losses are told late when they go on, and an event that was overtaken comes after the last one.
      if (scenario.hidesLosses === true) return watcher.record.problems(entries, scenario).length === 0;
      const last = entries.findLast((entry) => watcher.record.wants(entry));
      return watcher.record.last === last?.number;
    });
  });
}

function deceptions(chaos: Chaos, scenario: Scenario): readonly string[] {
  const { isSpared = () => false } = scenario;
  return chaos.watchers.flatMap((watcher) => {
    const { record } = watcher;
    const isStaying = chaos.staying.includes(watcher);
    const { entries } = chaos.journalOf(watcher);
    // Clients that left saw nothing of what followed.
    const found = [...record.problems(isStaying ? entries : entries.slice(0, record.last + 1), scenario)];
    if (!isSpared(watcher)) return found;
    // So much can come at once that a loss is possible.
    const falseGaps = record.gaps.filter(({ certain }) => certain);
    if (falseGaps.length > 0) found.push(`${record.name}: got ${falseGaps.length} false gap notices`);
    if (record.expiries > 0) found.push(`${record.name}: its cursor expired for nothing`);
    return found;
  });
}

async function everythingIsGone(chaos: Chaos, lingerMs: number): Promise<void> {
  const { gateway, kazoo } = chaos;
  await chaos.until('everybody has left', () => gateway.gauges.subscribers() === 0);
  // A topic that only lingers is given up as soon as its connection is lost.
  if (lingerMs > longestLingerMs) kazoo.blackhole.dropSockets({ code: 1000 });
  const isEmpty = (): boolean => Object.values(gaugeTotals(gateway.gauges)).every((size) => size === 0);
  await chaos.until('nothing is left', () => isEmpty() && kazoo.openSockets === 0);
}

function countsLeft(kazoo: KazooSimulator): readonly string[] {
  return [...kazoo.blackhole.listeners].map(([listener, count]) => `Kazoo still counts ${count} for ${listener}`);
}

/**
 * `npm run chaos -- --seed N --minutes M --only TEXT` runs every scenario on every version,
 * repeatedly with new seeds, until the time is over. The seed is printed; the same seed makes the
 * same choices, though not the same race. The attacks, which measure, run here only, after the
 * scenarios; `--profile DIRECTORY` writes where the gateway's time goes meanwhile. `--soak` instead
 * lets clients come and go against one gateway and watches its heap, see `soak`. `--fleet` breaks
 * three gateways on one Redis, in processes of their own; `--clients N --events N` (a second) and
 * `--accounts N` change its load.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { playAttack } from './attacks/attack.ts';
import { attacks } from './attacks/attacks.ts';
import { readOptions, UsageError, usage } from './chaos-options.ts';
import { playFleet } from './fleet/play-fleet.ts';
import { runScenario } from './run-scenario.ts';
import { allVersions } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { soak } from './soak/soak.ts';

const options = (await orUsage(() => readOptions(process.argv.slice(2)))) ?? explain();
/** How long an attack is watched for each round. */
const msPerRound = 500;
const profileFlags = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
const msPerMinute = 60_000;
const bytesPerMegabyte = 2 ** 20;
if (options.plays === 'soak') process.exit((await orUsage(() => soak(options))) ? 0 : 1);
if (options.plays === 'fleet') process.exit((await orUsage(() => playFleet(options))) ? 0 : 1);
const endsAt = performance.now() + options.minutes * msPerMinute;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const isChosen = ({ name }: { readonly name: string }): boolean => name.includes(options.only);
const [chosen, chosenAttacks] = [scenarios.filter(isChosen), attacks.filter(isChosen)];
if (chosen.length + chosenAttacks.length === 0)
  refuse(`No scenario and no attack has ${JSON.stringify(options.only)} in its name.`);

/**
 * The growth of resources that is allowed between the first pass over all scenarios, or over as
 * many runs of few of them, and the end.
 */
const maxHeapGrowth = 1.25;
/** Until so many gateways have run V8 still compiles, and caches fill. */
const warmUpRuns = 24;
/**
 * How long timers may hold what is closed: plans of subscriptions are kept for two minutes.
 */
const longestTimerMs = 121_000;

let failed = 0;
let passed = 0;
let firstHeapMegabytes: number | undefined;
for (let seed = options.seed; ; seed += 1) {
  for (const scenario of chosen) {
    for (const version of scenario.versions ?? allVersions) {
      if (performance.now() > endsAt) await finish();
      report(
        `${scenario.name} (${version}, --seed ${seed})`,
        await runScenario(scenario, { version, seed, rounds: options.rounds }),
      );
    }
  }
  for (const attack of chosenAttacks) {
    if (performance.now() > endsAt) await finish();
    report(attack.name, await playAttack(attack, { watchedMs: options.rounds * msPerRound, flags: profileFlags }));
  }
  if (passed + failed >= warmUpRuns) firstHeapMegabytes ??= heapMegabytes();
  console.log(`  heap after seed ${seed}: ${heapMegabytes().toFixed(1)} MB`);
}

async function orUsage<Result>(act: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return refuse(error.message);
  }
}

function explain(): never {
  console.log(usage);
  process.exit(0);
}

function refuse(problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(1);
}

function report(name: string, problems: readonly string[]): void {
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${name}`);
  for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
}

function heapMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / bytesPerMegabyte;
}

async function finish(): Promise<never> {
  if (firstHeapMegabytes !== undefined) {
    await delay(longestTimerMs);
    const last = heapMegabytes();
    const isFlat = last <= maxHeapGrowth * firstHeapMegabytes;
    if (!isFlat) failed += 1;
    const [first, mark] = [firstHeapMegabytes.toFixed(1), isFlat ? '✓' : '✗'];
    console.log(`${mark} the heap went from ${first} to ${last.toFixed(1)} MB`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

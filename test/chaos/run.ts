/**
 * `npm run chaos -- --seed N --minutes M --only TEXT` runs every scenario on every version,
 * repeatedly with new seeds, until the time is over. The seed is printed; the same seed makes the
 * same choices, though not the same race. The attacks, which measure, run here only, after the
 * scenarios; `--profile DIRECTORY` writes where the gateway's time goes meanwhile. `--soak` instead
 * lets clients come and go against one gateway and watches its heap, see `soak`. `--fleet` breaks
 * three gateways on one Redis, in processes of their own; `--clients N --events N` (a second)
 * change its load.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { playAttack } from './attacks/attack.ts';
import { attacks } from './attacks/attacks.ts';
import { playFleet } from './fleet/play-fleet.ts';
import { runScenario } from './run-scenario.ts';
import { allVersions } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { soak } from './soak/soak.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string', default: '' },
    profile: { type: 'string' },
    soak: { type: 'boolean', default: false },
    fleet: { type: 'boolean', default: false },
    clients: { type: 'string' },
    events: { type: 'string' },
  },
});
const soakMinutes = 30;
const rounds = Number(values.rounds ?? (values.fleet ? 2 : 8));
/** How long an attack is watched for each round. */
const msPerRound = 500;
const profileFlags = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
const msPerMinute = 60_000;
const bytesPerMegabyte = 2 ** 20;
const minutes = values.minutes === undefined ? (values.soak ? soakMinutes : 1) : Number(values.minutes);
if (values.soak) process.exit((await soak({ seed: Number(values.seed), minutes })) ? 0 : 1);
if (values.fleet) {
  const load = {
    ...(values.clients === undefined ? {} : { clients: Number(values.clients) }),
    ...(values.events === undefined ? {} : { eventsPerSecond: Number(values.events) }),
  };
  process.exit((await playFleet({ seed: Number(values.seed), minutes, rounds, only: values.only, load })) ? 0 : 1);
}
const endsAt = performance.now() + minutes * msPerMinute;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const isChosen = ({ name }: { readonly name: string }): boolean => name.includes(values.only);
const [chosen, chosenAttacks] = [scenarios.filter(isChosen), attacks.filter(isChosen)];
if (chosen.length + chosenAttacks.length === 0)
  throw new Error(`No scenario has ${JSON.stringify(values.only)} in its name.`);

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
for (let seed = Number(values.seed); ; seed += 1) {
  for (const scenario of chosen) {
    for (const version of scenario.versions ?? allVersions) {
      if (performance.now() > endsAt) await finish();
      report(`${scenario.name} (${version}, --seed ${seed})`, await runScenario(scenario, { version, seed, rounds }));
    }
  }
  for (const attack of chosenAttacks) {
    if (performance.now() > endsAt) await finish();
    report(attack.name, await playAttack(attack, { watchedMs: rounds * msPerRound, flags: profileFlags }));
  }
  if (passed + failed >= warmUpRuns) firstHeapMegabytes ??= heapMegabytes();
  console.log(`  heap after seed ${seed}: ${heapMegabytes().toFixed(1)} MB`);
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

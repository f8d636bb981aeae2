/**
 * `npm run chaos -- --seed N --minutes M --only TEXT`: every scenario on every version, again and again with other seeds, until the time is over.
 * The seed is printed; the same seed makes the same choices, though not the same race.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runScenario } from './run-scenario.ts';
import { allVersions } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const msPerMinute = 60_000;
const bytesPerMegabyte = 2 ** 20;
const endsAt = performance.now() + Number(values.minutes) * msPerMinute;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const chosen = scenarios.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) throw new Error(`No scenario has ${JSON.stringify(values.only)} in its name.`);

/** What is left after a pass over all scenarios may not grow from pass to pass by more than this. */
const maxHeapGrowth = 1.25;

let failed = 0;
let passed = 0;
const heapMegabytes: number[] = [];
for (let seed = Number(values.seed); ; seed += 1) {
  for (const scenario of chosen) {
    for (const version of scenario.versions ?? allVersions) {
      if (performance.now() > endsAt) finish();
      const problems = await runScenario(scenario, { version, seed, rounds });
      if (problems.length === 0) passed += 1;
      else failed += 1;
      console.log(`${problems.length === 0 ? '✓' : '✗'} ${scenario.name} (${version}, --seed ${seed})`);
      for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
    }
  }
  collectGarbage();
  const megabytes = process.memoryUsage().heapUsed / bytesPerMegabyte;
  heapMegabytes.push(megabytes);
  console.log(`  heap after seed ${seed}: ${megabytes.toFixed(1)} MB`);
}

function finish(): never {
  const [first = 0] = heapMegabytes;
  const last = heapMegabytes.at(-1) ?? 0;
  if (last > maxHeapGrowth * first) {
    failed += 1;
    console.log(`✗ the heap grew from ${first.toFixed(1)} to ${last.toFixed(1)} MB`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

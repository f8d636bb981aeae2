import { expect, test } from 'vitest';
import { runScenario } from './run-scenario.ts';
import { allVersions } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** The seed of these short runs; `npm run chaos` uses others. */
const seed = 20_260_301;
const rounds = 3;

// Each scenario runs on one of its versions here, in rotation; `npm run chaos` runs it on all.
scenarios.forEach((scenario, index) => {
  const versions = scenario.versions ?? allVersions;
  const version = versions[index % versions.length] ?? 'master';

  // Two thirds of a scenario are waiting, while another one can play. A clock that is moved is that of the process, and
  // what Kazoo drops depends on how fast it is read.
  const concurrent = scenario.startsAt === undefined && scenario.hidesLosses !== true;

  test(`${scenario.name} (${version}, seed ${seed})`, { concurrent }, async () => {
    const problems = await runScenario(scenario, { version, seed, rounds });

    expect(problems).toEqual([]);
  });
});

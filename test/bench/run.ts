/**
 * `npm run bench` measures the gateway beside its baselines, as ratios in one run. Names of rows
 * run those alone; `--quick` makes it short; `--launches N` goes on until so many launches when it
 * cannot tell yet; `--against FOLDER` compares with the gateway that was built in another checkout
 * instead. The results also go to bench-results.json. What cannot be measured is named behind the
 * others and fails the run; a missed target does not, which depends on the machine.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { buildGateway } from './build-gateway.ts';
import { Feeder } from './feed/feeder.ts';
import { measureMessageBytes } from './message-bytes.ts';
import { resultsTable } from './results-table.ts';
import { connect, connectBesideOtherCheckout } from './rows/connect.ts';
import { fanOut, fleet, noise, sse, tenPerTurn } from './rows/fan-out.ts';
import { flatFew, flatMany } from './rows/flat.ts';
import { fleetEngine } from './rows/fleet-engine.ts';
import { fleetLatency } from './rows/fleet-latency.ts';
import { fleetSubscriptions } from './rows/fleet-subscriptions.ts';
import { lateJoiners } from './rows/joiners.ts';
import { latency, latencyBesideOtherCheckout } from './rows/latency.ts';
import { memory, memoryBesideOtherCheckout } from './rows/memory.ts';
import { board, manySelections, manyVariables, oneClient } from './rows/operations.ts';
import { polledList, pollsOfList } from './rows/registrations.ts';
import type { Result, Row } from './rows/row.ts';
import { upstreamReading } from './rows/upstream-reading.ts';
import { otherCheckoutVariable } from './servers/other-gateway.ts';

const comparisons = [fanOut, tenPerTurn, manySelections, manyVariables, sse, oneClient, board];
const rowsBesideBaselines: readonly Row[] = [
  noise,
  ...comparisons,
  fleet,
  fleetSubscriptions,
  fleetLatency,
  fleetEngine,
  polledList,
  pollsOfList,
  lateJoiners,
  connect,
  memory,
  latency,
  flatFew,
  flatMany,
  upstreamReading,
];
const rowsBesideOtherCheckout: readonly Row[] = [
  ...[...comparisons, flatMany].map((comparison) => comparison.withOtherCheckout()),
  connectBesideOtherCheckout,
  memoryBesideOtherCheckout,
  latencyBesideOtherCheckout,
];
const defaultLaunches = 6;
const resultsFile = new URL('../../bench-results.json', import.meta.url);

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, against: { type: 'string' }, launches: { type: 'string' } },
});
const { quick, against } = values;
const maxLaunches = Number(values.launches ?? (quick ? 1 : defaultLaunches));
const rows = against === undefined ? rowsBesideBaselines : rowsBesideOtherCheckout;
if (!(Number.isInteger(maxLaunches) && maxLaunches > 0)) {
  console.error('--launches must be a whole number above 0.');
  process.exit(1);
}
const known = rows.flatMap((row) => row.names);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}. Rows: ${known.join(', ')}.`);
  process.exit(1);
}
const wanted = (name: string): boolean => names.length === 0 || names.includes(name);

function note(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

buildGateway();
if (against !== undefined) {
  buildGateway(against);
  process.env[otherCheckoutVariable] = resolve(against);
}
const feeder = await Feeder.start();
try {
  const bench = {
    feeder,
    minLaunches: Math.min(quick ? 1 : 3, maxLaunches),
    maxLaunches,
    roundsPerLaunch: quick ? 3 : 5,
    scale: quick ? 0.2 : 1,
    messageBytes: await measureMessageBytes(feeder),
  };
  console.log(`Node ${process.version}, ${availableParallelism()} cores, messages of ${bench.messageBytes} bytes\n`);
  const results: Result[] = [];
  const unmeasured: string[] = [];
  for (const row of rows.filter((row) => row.names.some(wanted))) {
    const title = row.names.filter(wanted).join(', ');
    try {
      results.push(...(await row.measure({ ...bench, note: (text) => note(`${title}: ${text}`) }, wanted)));
    } catch (error) {
      // An older checkout lacks what a later row needs.
      unmeasured.push(`\n${title} could not be measured: ${inspect(error)}`);
      process.exitCode = 1;
    }
    note('');
  }
  console.log(resultsTable(results));
  console.log(results.map(({ row, note }) => `\n${row}: ${note}`).join(''));
  console.error(unmeasured.join(''));
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() };
  writeFileSync(resultsFile, `${JSON.stringify({ at: new Date().toISOString(), quick, machine, results }, null, 2)}\n`);
} finally {
  await feeder.close();
}

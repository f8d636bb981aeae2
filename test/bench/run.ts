/**
 * `npm run bench` measures the gateway beside its baselines, as ratios in one run. Names of rows
 * run those alone; `--quick` makes it short. The results also go to bench-results.json. The run
 * fails when something could not be measured, not when a target is missed, which depends on the
 * machine.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { buildGateway } from './build-gateway.ts';
import { Feeder } from './feed/feeder.ts';
import { measureMessageBytes } from './message-bytes.ts';
import { resultsTable } from './results-table.ts';
import { connect } from './rows/connect.ts';
import { fanOut, sse, tenPerTurn } from './rows/fan-out.ts';
import { flatFew, flatMany } from './rows/flat.ts';
import { latency } from './rows/latency.ts';
import { memory } from './rows/memory.ts';
import { manySelections, manyVariables, oneClient } from './rows/operations.ts';
import type { Result, Row } from './rows/row.ts';
import { upstreamReading } from './rows/upstream-reading.ts';

const rows: readonly Row[] = [
  fanOut,
  tenPerTurn,
  manySelections,
  manyVariables,
  sse,
  oneClient,
  connect,
  memory,
  latency,
  flatFew,
  flatMany,
  upstreamReading,
];
const resultsFile = new URL('../../bench-results.json', import.meta.url);

const quick = process.argv.includes('--quick');
const names = process.argv.slice(2).filter((argument) => argument !== '--quick');
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
const feeder = await Feeder.start();
try {
  const bench = {
    feeder,
    rounds: quick ? 3 : 9,
    launches: quick ? 1 : 3,
    roundsPerLaunch: quick ? 3 : 5,
    scale: quick ? 0.2 : 1,
    messageBytes: await measureMessageBytes(feeder),
  };
  console.log(`Node ${process.version}, ${availableParallelism()} cores, messages of ${bench.messageBytes} bytes\n`);
  const results: Result[] = [];
  for (const row of rows.filter((row) => row.names.some(wanted))) {
    const title = row.names.filter(wanted).join(', ');
    results.push(...(await row.measure({ ...bench, note: (text) => note(`${title}: ${text}`) }, wanted)));
    note('');
  }
  console.log(resultsTable(results));
  console.log(results.map(({ row, note }) => `\n${row}: ${note}`).join(''));
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() };
  writeFileSync(resultsFile, `${JSON.stringify({ at: new Date().toISOString(), quick, machine, results }, null, 2)}\n`);
} finally {
  await feeder.close();
}

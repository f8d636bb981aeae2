/**
 * `npm test` runs every check and every test, and counts them together. It ends with `N passed, N
 * failed`, and fails when anything failed. Arguments are passed to vitest (`npm test -- fanout`),
 * which then runs alone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const checks: ReadonlyArray<readonly [name: string, cure: string, command: string, ...args: string[]]> = [
  ['format and lint', '`npm run format` mends what can be mended', 'biome', 'check'],
  ['types', 'see the errors of tsc above', 'tsc'],
  ['types of the pages', 'see the errors of tsc above', 'tsc', '-p', 'src/pages'],
  [
    'generated code is up to date',
    'run `npm run codegen`, and commit what it generates',
    ...(['graphql-codegen', '--config', 'codegen.ts', '--check'] as const),
  ],
];

/** What is read of vitest's report. */
interface JsonReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      readonly ancestorTitles: readonly string[];
    }[];
  }[];
}

let passed = 0;
let failed = 0;

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(join('node_modules', '.bin', command), args, { stdio: 'inherit' }).status === 0;
}

function count(name: string, ok: boolean): void {
  console.log(`${ok ? '✓' : '✗'} ${name}`);
  if (ok) passed += 1;
  else failed += 1;
}

function runVitest(filters: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  const reportFile = join(folder, 'report.json');
  const ok = run('vitest', [
    'run',
    '--config=test/vitest.config.ts',
    // The machine that runs CI has two cores; servers, clients and a browser share them, and more than half of the time
    // a worker waits for those.
    '--maxWorkers=3',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...filters,
  ]);
  try {
    const report: JsonReport = JSON.parse(readFileSync(reportFile, 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    if (report.numPendingTests > 0) {
      console.log(`${report.numPendingTests} skipped: what they need is not installed here`);
      for (const group of skippedGroups(report)) console.log(`  ${group}`);
    }
    // A file that cannot be loaded, or an error outside any test, fails the run without a failed test.
    if (!ok && report.numFailedTests === 0) count('vitest ran clean', false);
  } catch (error) {
    console.error(error);
    count('vitest wrote its report', false);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Who they are, by the first title of each. */
function skippedGroups({ testResults }: JsonReport): ReadonlySet<string> {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = tests.filter(({ status }) => status === 'skipped' || status === 'pending');
  return new Set(skipped.map(({ ancestorTitles, title }) => ancestorTitles[0] ?? title));
}

const filters = process.argv.slice(2);
if (filters.length === 0) {
  for (const [name, cure, command, ...args] of checks) {
    const ok = run(command, args);
    count(ok ? name : `${name}: ${cure}`, ok);
  }
}
runVitest(filters);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

import type { Result } from './rows/row.ts';

/** The results as a table for people. */
export function resultsTable(results: readonly Result[]): string {
  const lines = results.map((result) => [
    result.row,
    result.against,
    result.unit,
    format(result.ours),
    result.baseline === undefined ? '–' : format(result.baseline),
    format(result.ratio),
    result.interval === undefined ? '–' : result.interval.map(format).join('–'),
    String(result.launches),
    `≤ ${result.target}`,
    result.verdict,
  ]);
  const rows = [['row', 'against', 'unit', 'ours', 'baseline', 'ratio', '95 %', 'launches', 'target', ''], ...lines];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const significantDigits = 3;
const roundFrom = 100;

function format(value: number): string {
  return value >= roundFrom ? value.toFixed(0) : String(Number(value.toPrecision(significantDigits)));
}

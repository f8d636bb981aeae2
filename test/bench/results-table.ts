import type { Result } from './rows/row.ts';

/** True when a result is within its target. */
export function isWithin({ ratio, target }: Result): boolean {
  return ratio <= target;
}

/** The results as a table for people. */
export function resultsTable(results: readonly Result[]): string {
  const lines = results.map((result) => [
    result.row,
    result.against,
    result.unit,
    format(result.ours),
    result.baseline === undefined ? '–' : format(result.baseline),
    format(result.ratio),
    `${format(result.spread[0])}–${format(result.spread[1])}`,
    `≤ ${result.target}`,
    isWithin(result) ? 'ok' : 'OVER',
  ]);
  const rows = [['row', 'against', 'unit', 'ours', 'baseline', 'ratio', 'rounds', 'target', ''], ...lines];
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

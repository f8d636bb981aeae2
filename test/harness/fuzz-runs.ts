/**
 * How many random cases a fuzz test tries; `FUZZ_RUNS=…` overrides `usual`. A failure shows its
 * seed.
 */
export function fuzzRuns(usual: number): number {
  return Number(process.env['FUZZ_RUNS'] ?? usual);
}

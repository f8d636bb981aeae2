/** How many random cases a fuzz test tries; more with `FUZZ_RUNS=…`. A failure tells its seed. */
export function fuzzRuns(usual: number): number {
  return Number(process.env['FUZZ_RUNS'] ?? usual);
}

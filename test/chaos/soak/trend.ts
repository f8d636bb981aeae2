export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** A line through samples by least squares. */
export interface Trend {
  readonly perMinute: number;
  /** The standard error of `perMinute`: what the scatter of the samples lets it be wrong by. */
  readonly errorPerMinute: number;
}

const msPerMinute = 60_000;

/** @throws RangeError for less than three samples, through which every line would do. */
export function trendOf(samples: readonly Sample[]): Trend {
  const degreesOfFreedom = samples.length - 2;
  if (degreesOfFreedom < 1) throw new RangeError(`A trend takes three samples, not ${samples.length}.`);
  const points = samples.map(({ atMs, value }) => ({ x: atMs / msPerMinute, y: value }));
  const mean = { x: meanOf(points.map(({ x }) => x)), y: meanOf(points.map(({ y }) => y)) };
  const spread = sumOf(points.map(({ x }) => (x - mean.x) ** 2));
  const perMinute = sumOf(points.map(({ x, y }) => (x - mean.x) * (y - mean.y))) / spread;
  const rest = sumOf(points.map(({ x, y }) => (y - mean.y - perMinute * (x - mean.x)) ** 2));
  return { perMinute, errorPerMinute: Math.sqrt(rest / degreesOfFreedom / spread) };
}

/**
 * The mean of each `spanMs`, in order: samples that are nearer to each other than what they measure
 * remembers rise and fall together, and would make the error of a trend look too small.
 */
export function meansOf(samples: readonly Sample[], spanMs: number): readonly Sample[] {
  const startMs = samples[0]?.atMs ?? 0;
  const spans = new Map<number, Sample[]>();
  for (const sample of samples) {
    const span = Math.floor((sample.atMs - startMs) / spanMs);
    spans.set(span, [...(spans.get(span) ?? []), sample]);
  }
  return [...spans.values()].map((of) => ({
    atMs: meanOf(of.map(({ atMs }) => atMs)),
    value: meanOf(of.map(({ value }) => value)),
  }));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

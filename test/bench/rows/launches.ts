import { type Interleaved, Measurement } from './measurement.ts';
import type { Bench } from './row.ts';

/**
 * Launches contestants until each of the targets is known to be met or missed, at least
 * `minLaunches` and at most `maxLaunches` times.
 *
 * @param targets of the ratios that one launch measures
 * @param launch starts the servers, measures them round by round, and stops them again
 */
export async function measureInLaunches(
  { minLaunches, maxLaunches, note }: Pick<Bench, 'minLaunches' | 'maxLaunches' | 'note'>,
  targets: readonly number[],
  launch: (note: (text: string) => void) => Promise<readonly Interleaved[]>,
): Promise<readonly Measurement[]> {
  const results: Interleaved[][] = targets.map(() => []);
  for (let number = 1; number <= maxLaunches; number += 1) {
    const ofLaunch = await launch((text) => note(`launch ${number} of ${minLaunches} to ${maxLaunches}, ${text}`));
    for (const [index, interleaved] of ofLaunch.entries()) results[index]?.push(interleaved);
    const isDecided = targets.every(
      (target, index) => new Measurement(results[index] ?? []).verdict(target) !== 'open',
    );
    if (number >= minLaunches && isDecided) break;
  }
  return results.map((launches) => new Measurement(launches));
}

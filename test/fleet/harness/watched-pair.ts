import type { Instance } from './fleet-instance.ts';
import type { FleetWorld } from './fleet-world.ts';
import { LiveWatcher } from './live-watcher.ts';

/** Two instances, each with a client of the account `a`. */
export interface WatchedPair {
  readonly a: Instance;
  readonly b: Instance;
  readonly owner: LiveWatcher;
  readonly follower: LiveWatcher;
}

/** Starts instances of which the first one owns the account, and lets the fleet run for so long. */
export async function startPair(world: FleetWorld, passMs = 5_000): Promise<WatchedPair> {
  const [a, b] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  const owner = new LiveWatcher(a);
  await world.pass(500);
  const follower = new LiveWatcher(b);
  await world.pass(passMs);
  return { a, b, owner, follower };
}

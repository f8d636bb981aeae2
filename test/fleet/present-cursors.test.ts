import { expect, test } from 'vitest';
import type { KazooEvent } from '../../src/kazoo/events/kazoo-event.ts';
import type { Instance } from './harness/fleet-instance.ts';
import { everything, FleetWorld } from './harness/fleet-world.ts';
import { LiveWatcher } from './harness/live-watcher.ts';
import { startPair } from './harness/watched-pair.ts';

/** A client that is told of a present moment with each event, as live lists tell of one. */
class MomentWatcher extends LiveWatcher {
  readonly moments: string[] = [];
  readonly #present: () => string;

  constructor(instance: Instance, present: () => string) {
    super(instance);
    this.#present = present;
  }

  override onEvent(event: KazooEvent): void {
    super.onEvent(event);
    this.moments.push(this.#present());
  }
}

test('the moment that is told with one of several events that come at once is before the others', async () => {
  using world = new FleetWorld();
  const { a, b } = await startPair(world);
  const ofAll = new MomentWatcher(b, () => b.upstreams.cursor);
  const ofAccount = new MomentWatcher(b, () => b.upstreams.cursorOf('a'));
  await world.pass(500);

  for (let count = 0; count < 3; count += 1) world.publish();
  await world.pass(100);

  for (const { moments } of [ofAll, ofAccount]) {
    const missed = moments.map((moment) => [...a.upstreams.since(moment, 'a', [everything])]);
    expect(missed.map((events) => events.map(({ event }) => event.data['number']))).toEqual([[2, 3], [3], []]);
  }
});

import { connect, hangUp, type Pair, pause, startPair } from './call-stories.ts';
import type { Story, TrafficSite } from './traffic-site.ts';
import { anyColleagues, anyStranger } from './traffic-site.ts';

/** A colleague puts a caller on hold, asks another one, and hands the caller on. */
export function* attendedTransfer(site: TrafficSite): Story {
  const [first, second] = anyColleagues(site, 2);
  if (first === undefined || second === undefined) return;
  const pair = startPair(site, anyStranger(site), first);
  let asking: Pair | undefined;
  try {
    yield* connect(site, pair);
    yield pause(site, 'talking');
    pair.b.hold();
    yield pause(site, 'answered');
    asking = startPair(site, first, second);
    yield* connect(site, asking);
    yield pause(site, 'answered');
    pair.a.bridge(asking.b);
    pair.b.destroy('ATTENDED_TRANSFER');
    asking.a.destroy('ATTENDED_TRANSFER');
    yield pause(site, 'talking');
  } finally {
    if (asking !== undefined) hangUp(asking, 'NORMAL_CLEARING');
    hangUp(pair, 'NORMAL_CLEARING');
  }
}

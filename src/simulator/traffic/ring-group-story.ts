import { pause } from './call-stories.ts';
import { TrafficLeg } from './traffic-leg.ts';
import type { Story, TrafficSite } from './traffic-site.ts';
import { anyColleagues, anyStranger, newInteractionId } from './traffic-site.ts';

/** A caller rings several colleagues at once; one of them answers, or the caller gives up. */
export function* ringGroup(site: TrafficSite): Story {
  const caller = anyStranger(site);
  const members = anyColleagues(site, site.random.integer(2, 4));
  const [anyMember] = members;
  if (anyMember === undefined) return;
  const interactionId = newInteractionId(site);
  const a = new TrafficLeg(site, { direction: 'inbound', party: caller, caller, callee: anyMember, interactionId });
  let rings: readonly TrafficLeg[] = [];
  try {
    a.create();
    yield pause(site, 'setUp');
    rings = members.map(
      (party) =>
        new TrafficLeg(site, { direction: 'outbound', party, caller, callee: party, interactionId, otherLeg: a }),
    );
    for (const ring of rings) ring.create();
    yield pause(site, 'ringing');
    if (site.random.chance(0.7)) {
      const winner = site.random.pick(rings);
      winner.answer();
      for (const ring of rings) if (ring !== winner) ring.destroy('LOSE_RACE');
      a.answer();
      a.bridge(winner);
      yield pause(site, 'talking');
    }
  } finally {
    const cause = a.channel.answeredAtMs === undefined ? 'ORIGINATOR_CANCEL' : 'NORMAL_CLEARING';
    a.destroy(cause);
    for (const ring of rings) ring.destroy(cause);
  }
}

import { idOf } from '../directory/account.ts';
import { pause } from './call-stories.ts';
import { TrafficLeg } from './traffic-leg.ts';
import type { Party, Story, TrafficSite } from './traffic-site.ts';
import { anyColleagues, anyStranger, newInteractionId, serviceParty } from './traffic-site.ts';

/** A caller waits in a queue, which rings agents one after another until one answers. */
export function* queuedCall(site: TrafficSite): Story {
  const caller = anyStranger(site);
  const member = new TrafficLeg(site, {
    direction: 'inbound',
    party: caller,
    caller,
    callee: serviceParty('Queue', '3000'),
    interactionId: newInteractionId(site),
    variables: { queue_id: idOf('queue', site.account.id) },
  });
  let ring: TrafficLeg | undefined;
  try {
    member.create();
    yield pause(site, 'setUp');
    member.answer();
    yield pause(site, 'ringing');
    for (const agent of anyColleagues(site, 3)) {
      ring = ringAgent(site, member, caller, agent);
      ring.create();
      yield pause(site, 'ringing');
      if (site.random.chance(0.5)) break;
      ring.destroy('NO_ANSWER');
      ring = undefined;
      yield pause(site, 'setUp');
    }
    if (ring !== undefined) {
      ring.answer();
      member.bridge(ring);
      yield pause(site, 'talking');
    }
  } finally {
    ring?.destroy('NORMAL_CLEARING');
    member.destroy('NORMAL_CLEARING');
  }
}

/** The leg to an agent begins an interaction of its own (events.md section 5.2). */
function ringAgent(site: TrafficSite, member: TrafficLeg, caller: Party, agent: Party): TrafficLeg {
  return new TrafficLeg(site, {
    direction: 'outbound',
    party: agent,
    caller,
    callee: agent,
    interactionId: newInteractionId(site),
    variables: {
      member_call_id: member.channel.callId,
      ...(agent.user === undefined ? {} : { agent_id: agent.user.id }),
    },
  });
}

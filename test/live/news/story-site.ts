import { CallStories } from '../../../src/live/news/missed/call-stories.ts';
import type { MissedStory } from '../../../src/live/news/missed/call-story.ts';
import type { TrafficLeg } from '../../../src/simulator/traffic/traffic-leg.ts';
import type { Party } from '../../../src/simulator/traffic/traffic-site.ts';
import { CallSite, type versions } from '../calls/call-site.ts';

/** Calls of one account, and what was missed of them. */
export class StorySite {
  readonly site: CallSite;
  readonly stories: CallStories;
  readonly missed: MissedStory[] = [];

  constructor(version: (typeof versions)[number] = 'master') {
    this.site = new CallSite(version);
    this.stories = new CallStories(this.site.account.id, () => this.site.nowMs);
  }

  /** Does things a second apart, and tells the stories what is said of each. */
  act(...steps: readonly (() => void)[]): void {
    for (const step of steps) {
      this.site.pass(1_000);
      step();
      for (const event of this.site.takeSaid()) {
        const missed = this.stories.receive(event);
        if (missed !== undefined) this.missed.push(missed);
      }
    }
  }

  /** The caller's leg, and one to each colleague, by number from 0. */
  ringing(caller: Party, ...colleagues: readonly number[]): { a: TrafficLeg; rings: readonly TrafficLeg[] } {
    const { site } = this;
    const interactionId = 'interaction-1';
    const called = { name: 'Sales', number: '4000' };
    const a = site.leg({ direction: 'inbound', party: caller, caller, callee: called, interactionId });
    const rings = colleagues.map((index) => {
      const callee = site.colleague(index);
      return site.leg({ direction: 'outbound', party: callee, caller, callee, interactionId, otherLeg: a });
    });
    this.act(() => a.create(), ...rings.map((ring) => () => ring.create()));
    return { a, rings };
  }

  idsOf(index: number): readonly unknown[] {
    const { user, device } = this.site.colleague(index);
    return [user?.id, device?.id];
  }
}

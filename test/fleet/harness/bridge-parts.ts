import type { SharedEvent } from '../../../src/fleet/entries/account-entry.ts';
import { FleetTopics } from '../../../src/fleet/fleet-topics.ts';
import { everything } from './fleet-world.ts';

/** The topics of an account, of which there can be one. */
export function oneTopic(): FleetTopics {
  const noop = (): void => undefined;
  return new FleetTopics({
    lingerMs: 0,
    subscribeTimeoutMs: 1_000,
    maxTopics: 1,
    isConnected: () => true,
    onJoined: noop,
    onWanted: noop,
  });
}

/** The event of a call of the account `a`, as its owner got it. */
export function eventOf(number: number, receivedAt: Date): SharedEvent {
  return {
    id: `CHANNEL_CREATE-${number}`,
    name: 'CHANNEL_CREATE',
    accountId: 'a',
    binding: everything.text,
    family: 'call',
    routing: ['call', 'a', 'CHANNEL_CREATE', `c${number}`],
    receivedAt,
    data: { number },
    owners: [],
    size: 1,
  };
}

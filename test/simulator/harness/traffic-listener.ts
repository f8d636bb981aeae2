import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import type { TrafficOptions } from '../../../src/simulator/traffic/traffic.ts';
import { RawClient } from './raw-client.ts';

export interface Event {
  readonly name: string;
  readonly routing_key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const startMs = Date.UTC(2024, 2, 12, 18, 4, 5);
export const minuteMs = 60_000;
export const onlyDemo = { demo: 1 };

/** All events of an account's traffic during some minutes, received on a socket. */
export async function listen(
  version: KazooVersion,
  minutes: number,
  options: TrafficOptions = {},
): Promise<readonly Event[]> {
  const clock = new ManualClock(startMs);
  await using kazoo = await KazooSimulator.start({ version, now: clock.now, after: clock.after });
  const demo = kazoo.directory.account('demo');
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const auth_token = kazoo.issueToken({ accountId: demo.id, lifetimeSeconds: null });
  const { hasPresence, speaksKazoo5 } = kazoo.behaviour;
  const room = demo.conferences[0]?.id;
  const bindings = [
    'call.*.*',
    'object.*.*',
    'fax.status.*',
    speaksKazoo5 ? `conference.event.*.${room}.*` : `conference.event.${room}.*`,
    ...(hasPresence ? ['presence.dialog.*', 'presence.mwi_updates.*', 'presence.update.*'] : []),
    ...(speaksKazoo5 ? ['stream.*.*', 'notifications.sip.*'] : []),
  ];
  kazoo.blackhole.settings.modules.add('notifications');
  for (const binding of bindings) {
    await client.ask({ action: 'subscribe', auth_token, data: { account_id: demo.id, binding } });
  }

  const stop = kazoo.startTraffic({ seed: 7, accounts: onlyDemo, ...options });
  const events: Event[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance(minuteMs);
    await client.settle();
  }
  stop();
  await client.settle();
  for (const frame of await client.take(client.waiting.length)) events.push(JSON.parse(frame));
  return events;
}

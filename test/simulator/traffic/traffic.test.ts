import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import type { Event } from '../harness/traffic-listener.ts';
import { listen } from '../harness/traffic-listener.ts';

const versions: readonly KazooVersion[] = ['4.3.142', 'master', '5'];
const fiveMinutes = new Map<KazooVersion, Promise<readonly Event[]>>();

/**
 * Five minutes of traffic, shared by the tests of a version, since the same seed gives the same
 * events.
 */
function listenToFiveMinutes(version: KazooVersion): Promise<readonly Event[]> {
  const events = fiveMinutes.get(version) ?? listen(version, 5);
  fiveMinutes.set(version, events);
  return events;
}

function callEvents(events: readonly Event[]): readonly Event[] {
  return events.filter((event) => event.routing_key.startsWith('call.'));
}

function legs(events: readonly Event[]): ReadonlyMap<string, readonly Event[]> {
  const legs = new Map<string, Event[]>();
  for (const event of callEvents(events)) {
    const id = String(event.data['call_id']);
    legs.set(id, [...(legs.get(id) ?? []), event]);
  }
  return legs;
}

test('the same seed gives the same events, and another seed gives others', async () => {
  const [first, again, other] = [
    await listen('master', 3),
    await listen('master', 3),
    await listen('master', 3, { seed: 8 }),
  ];

  expect(first.length).toBeGreaterThan(100);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test.each(versions)('on %s every leg is created first and destroyed last', async (version) => {
  const events = await listenToFiveMinutes(version);

  for (const [id, ofLeg] of legs(events)) {
    const names = ofLeg.map(({ name }) => name).filter((name) => name.startsWith('CHANNEL_'));
    expect(names[0], id).toBe('CHANNEL_CREATE');
    expect(names.filter((name) => name === 'CHANNEL_CREATE')).toHaveLength(1);
    const ends = names.filter((name) => name === 'CHANNEL_DESTROY').length;
    if (ends > 0) expect(names.at(-1), id).toBe('CHANNEL_DESTROY');
    // A leg whose ring was declined has no end on master and 5.
    expect(ends, id).toBe(version !== '4.3.142' && names.join() === 'CHANNEL_CREATE' ? 0 : 1);
  }
});

test('a declined ring ends with CALL_REJECTED on 4.3, and without an event on master', async () => {
  const [onFourThree, onMaster] = [await listenToFiveMinutes('4.3.142'), await listenToFiveMinutes('master')];
  const causes = (events: readonly Event[]) => new Set(events.map(({ data }) => data['hangup_cause']));
  const endless = [...legs(onMaster).values()].filter((ofLeg) => !ofLeg.some(({ name }) => name === 'CHANNEL_DESTROY'));

  expect(causes(onFourThree)).toContain('CALL_REJECTED');
  expect(causes(onMaster)).not.toContain('CALL_REJECTED');
  expect(endless.length).toBeGreaterThan(0);
});

test.each(versions)('on %s all nine call events, conferences, documents and faxes happen', async (version) => {
  const events = await listenToFiveMinutes(version);

  const names = new Set(events.map(({ name, data }) => (name === 'event' ? data['event'] : name)));
  const types = new Set(events.map(({ data }) => data['type']));
  const states = new Set(events.map(({ data }) => data['fax_state']));
  expect([...names]).toEqual(
    expect.arrayContaining([
      'CHANNEL_CREATE',
      'CHANNEL_ANSWER',
      'CHANNEL_BRIDGE',
      'CHANNEL_HOLD',
      'CHANNEL_UNHOLD',
      'CHANNEL_DESTROY',
      'PARK_PARKED',
      'PARK_RETRIEVED',
      'conference-create',
      'add-member',
      'start-talking',
      'stop-talking',
      'mute-member',
      'del-member',
      'conference-destroy',
      'doc_created',
      'doc_edited',
      ...(version === '4.3.142' ? [] : ['dialog_update', 'mwi_update']),
      ...(version === '5' ? ['stream_start', 'stream_stop', 'missed_call'] : []),
    ]),
  );
  expect([...types]).toEqual(expect.arrayContaining(['mailbox_message', 'fax', 'user']));
  expect([...states]).toEqual(expect.arrayContaining(['receive', 'start', 'prepare', 'send', 'end']));
});

test('legs of one call refer to each other, and their durations add up', async () => {
  const byLeg = legs(await listenToFiveMinutes('master'));

  let bridged = 0;
  for (const events of byLeg.values()) {
    const bridge = events.find(({ name }) => name === 'CHANNEL_BRIDGE');
    const destroy = events.find(({ name }) => name === 'CHANNEL_DESTROY');
    if (bridge !== undefined) {
      bridged += 1;
      expect(byLeg.has(String(bridge.data['bridge_b_unique_id']))).toBe(true);
      expect(bridge.data['bridge_b_unique_id']).toBe(bridge.data['other_leg_call_id']);
    }
    const duration = Number(destroy?.data['duration_seconds'] ?? 0);
    expect(duration).toBeGreaterThanOrEqual(Number(destroy?.data['billing_seconds'] ?? 0));
    const times = events.flatMap(({ data }) => (typeof data['timestamp'] === 'number' ? [data['timestamp']] : []));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  expect(bridged).toBeGreaterThan(3);
});

test('dialog states follow the phones: early, confirmed, and terminated a second after the end', async () => {
  const events = await listenToFiveMinutes('master');
  const byLeg = legs(events);

  const lamps = events.filter(({ name }) => name === 'dialog_update');
  const ofAnswered = [...byLeg.keys()].filter((id) => byLeg.get(id)?.some(({ name }) => name === 'CHANNEL_ANSWER'));
  const [id] = ofAnswered.filter((id) => lamps.some(({ data }) => data['call_id'] === id));
  const states = lamps.filter(({ data }) => data['call_id'] === id).map(({ data }) => data['state']);
  const positionOf = (wanted: (event: Event) => boolean) => events.findIndex(wanted);
  const destroyed = positionOf(({ name, data }) => name === 'CHANNEL_DESTROY' && data['call_id'] === id);
  const dark = positionOf(({ data }) => data['state'] === 'terminated' && data['call_id'] === id);
  expect(states).toEqual(['early', 'confirmed', 'terminated']);
  expect(dark).toBeGreaterThan(destroyed);
});

test('names use many scripts', async () => {
  const names = callEvents(await listenToFiveMinutes('master')).map(({ data }) => String(data['caller_id_name']));

  expect(names.join()).toMatch(/\p{Script=Han}/u);
  expect(names.join()).toMatch(/\p{Script=Cyrillic}/u);
  expect(names.join()).toMatch(/\p{Script=Hebrew}/u);
});

test.each([
  ['call.channel_create.4x', '4.3.142', 'inbound'],
  ['call.channel_create.5x', 'master', 'outbound'],
  ['call.channel_answer.4x', '4.3.142', 'inbound'],
  ['call.channel_answer.5x.specific_call', 'master', 'outbound'],
  ['call.channel_bridge.4x', '4.3.142', 'inbound'],
  ['call.channel_bridge.5x', 'master', 'inbound'],
  ['call.channel_hold.5x', 'master', 'outbound'],
  ['call.channel_unhold.5x', 'master', 'outbound'],
  ['call.channel_destroy.4x', '4.3.142', 'inbound'],
  ['call.channel_destroy.5x', 'master', 'outbound'],
] as const)('%s is the shape of what %s says of %s legs', async (fixture, version, direction) => {
  const recorded = readFixture(fixture);

  const events = await listenToFiveMinutes(version);

  const alike = callEvents(events).filter(({ name, data }) => {
    const variables = data['custom_channel_vars'];
    const isOfDevice = typeof variables === 'object' && variables !== null && 'owner_id' in variables;
    return name === recorded.name && data['call_direction'] === direction && isOfDevice;
  });
  const types = new Map(alike.flatMap(({ data }) => Object.entries(data)).map(([key, value]) => [key, typeof value]));
  const expected = new Map(Object.entries(recorded.data).map(([key, value]) => [key, typeof value]));
  expect(alike.length).toBeGreaterThan(0);
  for (const [key, type] of expected) expect([key, types.get(key)]).toEqual([key, type]);
});

function readFixture(name: string): Event {
  const event: Event = JSON.parse(readFileSync(new URL(`../../fixtures/kazoo/${name}.json`, import.meta.url), 'utf8'));
  return event;
}

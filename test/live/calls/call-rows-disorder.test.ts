import { describe, expect, test } from 'vitest';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { CallSite, type CallSite as Site, stranger, versions } from './call-site.ts';

interface Told {
  readonly a: ReturnType<Site['leg']>;
  readonly b: ReturnType<Site['leg']>;
  readonly events: readonly KazooEvent[];
}

/** Everything that is said of a call that is answered and held, of which the rows hear nothing. */
function heldCall(site: Site): Told {
  const { a, b } = site.pair(stranger, site.colleague(1));
  for (const step of [() => a.create(), () => b.create(), () => b.answer(), () => a.bridge(b), () => b.hold()]) {
    step();
    site.pass(1_000);
  }
  return { a, b, events: site.takeSaid() };
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]));
}

describe.each(versions)('on Kazoo %s', (version) => {
  test('events of a call give one row in whatever order they come, and how often', () => {
    const told = heldCall(new CallSite(version)).events;
    const straight = new CallSite(version);
    straight.hear(told);
    const expected = [...straight.rows.rows()];

    for (const events of permutations(told)) {
      const site = new CallSite(version);
      site.hear(events);
      site.hear(events.slice(0, 3));
      const rows = [...site.rows.rows()];
      const names = events.map(({ name }) => name).join();
      // The state began when the event that showed it came: a little late if others overtook it.
      expect(
        rows.map((row) => ({ ...row, since: expected[0]?.since })),
        names,
      ).toEqual(expected);
    }
    expect(expected).toMatchObject([{ id: 'interaction-1', state: 'ON_HOLD' }]);
  });

  test('nothing that comes late brings a call back that is over', () => {
    const site = new CallSite(version);
    const { a, b, events } = heldCall(site);
    b.destroy('NORMAL_CLEARING');
    a.destroy('NORMAL_CLEARING');
    site.hear([...events, ...site.takeSaid()]);
    site.rows.takeChanges();

    site.hear(events);

    expect(site.rows.takeChanges()).toEqual({ changed: [], removed: [] });
  });

  test('a ring that is told only after the caller has left is no call', () => {
    const site = new CallSite(version);
    const { a, b } = site.pair(stranger, site.colleague(1));
    a.create();
    b.create();
    site.pass(1_000);
    a.destroy('ORIGINATOR_CANCEL');
    const [first, ring, end] = site.takeSaid();

    site.hear([first, end, ring].filter((event) => event !== undefined));

    expect([...site.rows.rows()]).toEqual([]);
    expect(site.rows.takeChanges().changed).toEqual([]);
  });

  test('a hold that comes after its end does not hold', () => {
    const site = new CallSite(version);
    const { b, events } = heldCall(site);
    b.unhold();
    const [unhold] = site.takeSaid();

    site.hear(events.toSpliced(-1, 0, ...(unhold === undefined ? [] : [unhold])));

    expect([...site.rows.rows()]).toMatchObject([{ state: 'ANSWERED' }]);
  });

  test('what a late event tells of a leg does not replace what later ones told', () => {
    const site = new CallSite(version);
    const { a, b } = site.pair(stranger, site.colleague(1));
    a.create();
    b.create();
    site.pass(1_000);
    b.answer();
    const [first, ring, answer] = site.takeSaid();
    const renamed = answer && { ...answer, data: { ...answer.data, callee_id_name: 'Now known' } };

    site.hear([first, renamed, ring].filter((event) => event !== undefined));

    expect([...site.rows.rows()]).toMatchObject([{ to: { name: 'Now known' } }]);
  });

  test('a call that is parked after it is fetched, within a second, is not parked', () => {
    const site = new CallSite(version);
    const { a, b, events } = heldCall(site);
    site.hear(events);
    a.park('PARK_PARKED', '100', b.channel.callId);
    a.park('PARK_RETRIEVED', '100', b.channel.callId);
    const [parked, retrieved] = site.takeSaid();

    site.hear([retrieved, parked].filter((event) => event !== undefined));

    expect([...site.rows.rows()]).toMatchObject([{ state: 'ON_HOLD', parkedSlot: null }]);
  });

  test('a copy of PARK_PARKED does not park a call that was fetched long ago', () => {
    const site = new CallSite(version);
    const { a, b, events } = heldCall(site);
    site.hear(events);
    a.park('PARK_PARKED', '100', b.channel.callId);
    const parked = site.takeSaid();
    site.hear(parked);
    site.act(() => a.park('PARK_RETRIEVED', '100', b.channel.callId));
    site.pass(5_000);

    site.hear(parked);

    expect([...site.rows.rows()]).toMatchObject([{ state: 'ON_HOLD', parkedSlot: null }]);
  });

  test('a leg whose CREATE was lost is known by what comes next', () => {
    const site = new CallSite(version);
    const { events } = heldCall(site);

    site.hear(events.filter(({ name }) => name !== 'CHANNEL_CREATE' && name !== 'CHANNEL_ANSWER'));

    expect([...site.rows.rows()]).toMatchObject([
      { id: 'interaction-1', state: 'ON_HOLD', direction: 'INBOUND', legs: [{}, {}] },
    ]);
  });

  test('an id that is used again is another leg, even if the end of the first was lost', () => {
    const site = new CallSite(version);
    const { b, events } = heldCall(site);
    site.hear(events);
    b.destroy('NORMAL_CLEARING');
    const [lateEnd] = site.takeSaid();
    site.pass(1_000);
    const again = site.leg({
      direction: 'outbound',
      party: site.colleague(1),
      caller: stranger,
      callee: site.colleague(1),
      interactionId: 'interaction-1',
    });
    const channel = { ...again.channel, callId: b.channel.callId };
    Object.assign(again, { channel });

    site.act(() => again.create());
    site.hear(lateEnd === undefined ? [] : [lateEnd]);

    const [row] = site.rows.rows();
    expect(row?.legs.map(({ callId, state }) => [callId, state]).at(1)).toEqual([b.channel.callId, 'RINGING']);
  });
});

test('without an interaction, the first leg names the row, and the others are found by their legs', () => {
  const site = new CallSite();
  const { a, b } = heldCall(site);
  const said = heldCall(site);
  const bare = said.events.map((event) => {
    const { call_interaction_id: _, ...variables } = Object(event.data['custom_channel_vars']);
    return { ...event, data: { ...event.data, custom_channel_vars: variables } };
  });

  site.hear(bare);

  expect(a.channel.callId).not.toBe(b.channel.callId);
  expect([...site.rows.rows()]).toMatchObject([{ id: said.a.channel.callId, legs: [{}, {}] }]);
});

test('two rows that had nothing to do with each other are one when an event joins their legs', () => {
  const site = new CallSite();
  const one = site.pair(stranger, site.colleague(1), 'interaction-1');
  const other = site.pair(stranger, site.colleague(2), 'interaction-2');
  site.act(
    () => one.a.create(),
    () => other.a.create(),
  );
  expect(site.rows.size).toBe(2);
  site.rows.takeChanges();

  one.a.bridge(other.a);
  site.hear(site.takeSaid());

  expect(site.rows.size).toBe(1);
  const { changed, removed } = site.rows.takeChanges();
  expect(changed.map(({ id }) => id)).toEqual(['interaction-1']);
  expect(removed.map(({ id, reason }) => [id, reason])).toEqual([['interaction-2', 'MERGED']]);
});

test('changes are whole rows, each once, in the order of their first change', () => {
  const site = new CallSite();
  const one = site.pair(stranger, site.colleague(1), 'interaction-1');
  const other = site.pair(stranger, site.colleague(2), 'interaction-2');

  site.act(
    () => one.a.create(),
    () => other.a.create(),
    () => one.b.create(),
    () => one.b.answer(),
  );

  expect(site.rows.takeChanges().changed.map(({ id, legs }) => [id, legs.length])).toEqual([
    ['interaction-1', 2],
    ['interaction-2', 1],
  ]);
  expect(site.rows.takeChanges()).toEqual({ changed: [], removed: [] });
});

test('a row that was handed out never changes', () => {
  const site = new CallSite();
  const { a, b } = site.pair(stranger, site.colleague(1));
  site.act(() => a.create());
  const [first] = site.rows.rows();
  const copy = structuredClone(first);

  site.act(
    () => b.create(),
    () => b.answer(),
  );

  expect(first).toEqual(copy);
  expect([...site.rows.rows()][0]).not.toBe(first);
});

test.each(versions)('on Kazoo %s a caller who wants privacy is not shown, whatever the list says', (version) => {
  const site = new CallSite(version);
  const shy = { ...site.colleague(0), name: 'Shy' };
  const a = site.leg({
    direction: 'inbound',
    party: shy,
    caller: shy,
    callee: site.colleague(1),
    interactionId: 'interaction-1',
    variables: { privacy_hide_name: true },
  });

  site.act(() => a.create());
  const [told] = site.rows.rows();
  site.repair();

  expect(told).toMatchObject({ from: { name: null, number: null } });
  expect([...site.rows.rows()]).toMatchObject([{ from: { name: null, number: null } }]);
});

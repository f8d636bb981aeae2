import { describe, expect, test, vi } from 'vitest';
import type { Call } from '../../../src/live/calls/call.ts';
import { PeopleRows } from '../../../src/live/people/people-rows.ts';
import type { Person } from '../../../src/live/people/person.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { CallSite, stranger } from '../calls/call-site.ts';
import { registration, user } from './people-site.ts';

const evening = Date.UTC(2026, 2, 12, 18);

holdClock({ now: evening });

/** The first two colleagues of a site, each with a phone, unless told otherwise. */
function open(phones = ['ann', 'bob']) {
  const site = new CallSite();
  const [ann, bob] = [site.colleague(0), site.colleague(1)];
  const ids = { ann: ann.user?.id ?? '', bob: bob.user?.id ?? '' };
  const rows = new PeopleRows();
  const people = new Map<string, Person>();
  const take = (): void => {
    const { changed, removed } = rows.takeChanges();
    for (const person of changed) people.set(person.id, person);
    for (const { id } of removed) people.delete(id);
  };
  rows.users.reset([user(ids.ann), user(ids.bob)], null);
  rows.registrations.reset(
    Object.entries(ids).flatMap(([name, id]) => (phones.includes(name) ? [registration(`of ${name}`, id)] : [])),
    null,
  );
  rows.calls.reset([], null);
  take();

  let known = new Map<string, Call>();
  /** Does things a second apart, and lets the people know of each. */
  function act(...steps: readonly (() => void)[]): void {
    for (const step of steps) {
      site.act(step);
      const { changed, removed } = site.rows.takeChanges();
      rows.calls.take([
        ...changed.map((after) => ({ id: after.id, before: known.get(after.id), after })),
        ...removed.map((gone) => ({ id: gone.id, before: known.get(gone.id), after: undefined, removed: gone })),
      ]);
      known = new Map([...site.rows.rows()].map((row) => [row.id, row]));
      take();
    }
  }
  const person = (name: 'ann' | 'bob'): Person | undefined => people.get(`person/${ids[name]}`);
  return { site, rows, people, take, ids, ann, bob, act, person };
}

describe('people', () => {
  test('are in the states of their calls, and see who is at the other end', () => {
    const { site, act, ann, person } = open();
    const { a, b } = site.pair(stranger, ann);
    const caller = { number: stranger.number, userId: null };

    act(
      () => a.create(),
      () => b.create(),
    );
    expect(person('ann')).toMatchObject({
      state: 'RINGING',
      since: new Date(b.channel.createdAtMs),
      call: { rowId: 'interaction-1', direction: 'INBOUND', otherParty: caller },
      phonesRegistered: 1,
    });
    act(
      () => b.answer(),
      () => a.answer(),
      () => a.bridge(b),
    );
    expect(person('ann')).toMatchObject({ state: 'TALKING', call: { otherParty: caller } });
    const since = person('ann')?.since;
    act(() => b.hold());
    expect(person('ann')).toMatchObject({ state: 'ON_HOLD' });
    act(() => b.unhold());
    expect(person('ann')).toMatchObject({ state: 'TALKING', since });
    vi.setSystemTime(evening + 60_000);
    act(
      () => b.destroy('NORMAL_CLEARING'),
      () => a.destroy('NORMAL_CLEARING'),
    );
    expect(person('ann')).toMatchObject({ state: 'AVAILABLE', since: new Date(evening + 60_000), call: null });
    expect(person('bob')).toMatchObject({ state: 'AVAILABLE', since: null });
  });

  test('who call each other see each other', () => {
    const { site, act, ann, bob, ids, person } = open();
    const { a, b } = site.pair(ann, bob);

    act(
      () => a.create(),
      () => b.create(),
    );

    expect(person('ann')).toMatchObject({ state: 'RINGING', call: { otherParty: { userId: ids.bob } } });
    expect(person('bob')).toMatchObject({ state: 'RINGING', call: { otherParty: { userId: ids.ann } } });
  });

  test('whose phone another one outran are in no call', () => {
    const { site, act, ann, bob, person } = open();
    const { a, b: toAnn } = site.pair(stranger, ann);
    const common = { direction: 'outbound', caller: stranger, interactionId: 'interaction-1', otherLeg: a } as const;
    const toBob = site.leg({ ...common, party: bob, callee: bob });
    act(
      () => a.create(),
      () => toAnn.create(),
      () => toBob.create(),
    );
    expect(person('bob')?.state).toBe('RINGING');

    // That the other phone rings no more is not told.
    act(
      () => toAnn.answer(),
      () => a.answer(),
      () => a.bridge(toAnn),
    );

    expect([person('ann')?.state, person('bob')?.state]).toEqual(['TALKING', 'AVAILABLE']);
  });

  test('in several calls show the one that they talk in', () => {
    const { site, act, ann, person } = open();
    const first = site.pair(stranger, ann, 'i1');
    act(
      () => first.a.create(),
      () => first.b.create(),
      () => first.b.answer(),
      () => first.a.answer(),
      () => first.a.bridge(first.b),
    );
    const second = site.pair(stranger, ann, 'i2');
    act(
      () => second.a.create(),
      () => second.b.create(),
    );
    expect(person('ann')).toMatchObject({ state: 'TALKING', call: { rowId: 'i1' } });
    act(
      () => first.b.destroy('NORMAL_CLEARING'),
      () => first.a.destroy('NORMAL_CLEARING'),
    );
    expect(person('ann')).toMatchObject({ state: 'RINGING', call: { rowId: 'i2' } });
  });

  test('without a phone are offline, unless Kazoo does not tell who has one', () => {
    const { rows, take, ids, person } = open(['bob']);
    const before = [person('ann'), person('bob')];

    rows.registrations.take([
      { id: 'of bob', before: undefined, after: undefined, removed: { id: 'of bob', reason: 'VANISHED' } },
    ]);
    take();
    const without = person('bob');
    rows.registrations.lose?.();
    take();

    expect(before).toMatchObject([
      { state: 'OFFLINE', since: null, phonesRegistered: 0 },
      { state: 'AVAILABLE', phonesRegistered: 1 },
    ]);
    expect(without).toMatchObject({ state: 'OFFLINE', since: new Date(evening), userId: ids.bob });
    expect([person('ann'), person('bob')]).toMatchObject([
      { state: 'AVAILABLE', phonesRegistered: null },
      { state: 'AVAILABLE', phonesRegistered: null },
    ]);
    rows.registrations.reset([], null);
    take();
    expect([person('ann'), person('bob')]).toMatchObject([
      { state: 'OFFLINE', phonesRegistered: 0 },
      { state: 'OFFLINE', phonesRegistered: 0 },
    ]);
  });

  test('are counted with as many phones as they have, not with all of their registrations', () => {
    const { rows, take, ids, person } = open();

    rows.registrations.reset(
      [
        registration('desk', ids.ann, 'device-1'),
        registration('desk again', ids.ann, 'device-1'),
        registration('app', ids.ann, 'device-2'),
        registration('nobody', null, 'device-3'),
      ],
      null,
    );
    take();

    expect([person('ann')?.phonesRegistered, person('bob')?.phonesRegistered]).toEqual([2, 0]);
  });

  test('whose phones the operator hides are not said to be without', () => {
    const rows = new PeopleRows();
    rows.users.reset([user('ann')], null);
    rows.calls.reset([], null);

    rows.registrations.reset([{ ...registration('desk', 'ann'), ownerId: null }], null);

    expect(rows.takeChanges().changed).toMatchObject([{ state: 'AVAILABLE', phonesRegistered: null }]);
  });

  test('who do not want to be disturbed are so while no call is theirs', () => {
    const { site, rows, take, act, ids, ann, person } = open();

    rows.users.reset([user(ids.ann, { features: ['do_not_disturb'] }), user(ids.bob)], null);
    take();
    expect(person('ann')).toMatchObject({ state: 'DO_NOT_DISTURB', since: new Date(evening) });
    act(() => site.pair(ann, stranger).a.create());
    expect(person('ann')).toMatchObject({ state: 'RINGING' });
  });

  test('who are users no more are gone, and those who become users come', () => {
    const { rows, take, ids, people } = open();

    rows.users.take([
      { id: ids.bob, before: undefined, after: undefined, removed: { id: ids.bob, reason: 'VANISHED' } },
      { id: 'new', before: undefined, after: user('new', { firstName: 'Zoë' }) },
    ]);
    const changes = rows.takeChanges();

    expect(changes).toMatchObject({
      changed: [{ id: 'person/new', firstName: 'Zoë', state: 'OFFLINE', since: null }],
      removed: [{ id: `person/${ids.bob}`, reason: 'VANISHED' }],
    });
    expect(rows.size).toBe(2);
    expect(people.size).toBe(2);
    take();
  });

  test('are not told before all is known, in whatever order that is', () => {
    const rows = new PeopleRows();

    rows.calls.reset([], null);
    const early = rows.takeChanges();
    rows.users.reset([user('ann')], null);
    const later = rows.takeChanges();
    rows.registrations.lose?.();

    expect([early, later]).toEqual([
      { changed: [], removed: [] },
      { changed: [], removed: [] },
    ]);
    expect(rows.takeChanges().changed).toMatchObject([{ state: 'AVAILABLE', phonesRegistered: null }]);
  });

  test('whose row says what it said are not told again', () => {
    const { rows, ids } = open();

    rows.users.reset([user(ids.ann), user(ids.bob)], null);
    rows.calls.reset([], null);

    expect(rows.takeChanges()).toEqual({ changed: [], removed: [] });
  });
});

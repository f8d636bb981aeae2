import { expect, test } from 'vitest';
import type { Call } from '../../../src/live/calls/call.ts';
import { PeopleRows } from '../../../src/live/people/people-rows.ts';
import type { Person } from '../../../src/live/people/person.ts';
import { CallWorld } from '../calls/call-world.ts';
import { registration, user } from './people-site.ts';

const seeds = Number(process.env['CALL_STORIES'] ?? 8);
const steps = 150;

/** What somebody does, from nothing but the calls that are up. */
function expectedState(userId: string, hasPhone: boolean, calls: readonly Call[]): string {
  const states = calls.flatMap((call) => {
    const caller = call.legs.find(({ callDirection }) => callDirection === 'INBOUND');
    return call.legs
      .filter((leg) => leg.userId === userId)
      .filter((leg) => {
        const isOld = leg !== caller && leg.callDirection === 'OUTBOUND' && leg.state === 'RINGING';
        return !(isOld && caller?.answeredAt != null && caller.answeredAt > leg.startedAt);
      })
      .map((leg) => {
        if (leg.state === 'RINGING') return 'RINGING';
        return call.state === 'ON_HOLD' || leg.state === 'PARKED' ? 'ON_HOLD' : 'TALKING';
      });
  });
  const [state = hasPhone ? 'AVAILABLE' : 'OFFLINE'] = ['TALKING', 'ON_HOLD', 'RINGING'].filter((one) =>
    states.some((other) => other === one),
  );
  return state;
}

test.each(Array.from({ length: seeds }, (_, index) => index + 1))(
  'whatever happens to the calls of story %i, people do what their calls say',
  (seed) => {
    const rows = new PeopleRows();
    const people = new Map<string, Person>();
    const calls = new Map<string, Call>();
    const world = new CallWorld(seed, ({ changed, removed }) => {
      rows.calls.take([
        ...changed.map((after) => ({ id: after.id, before: calls.get(after.id), after })),
        ...removed.map((gone) => ({ id: gone.id, before: calls.get(gone.id), after: undefined, removed: gone })),
      ]);
      for (const call of changed) calls.set(call.id, call);
      for (const { id } of removed) calls.delete(id);
      for (const person of rows.takeChanges().changed) people.set(person.userId, person);
    });
    const userIds = world.site.account.users.map(({ id }) => id);
    rows.users.reset(
      userIds.map((id) => user(id)),
      null,
    );
    rows.registrations.reset(
      userIds.slice(1).map((id) => registration(`phone of ${id}`, id)),
      null,
    );
    rows.calls.reset([], null);
    for (const person of rows.takeChanges().changed) people.set(person.userId, person);

    const seen = new Set<string>();
    for (let step = 0; step < steps; step += 1) {
      world.step();
      for (const [index, userId] of userIds.entries()) {
        const state = people.get(userId)?.state;
        expect(state).toBe(expectedState(userId, index > 0, [...calls.values()]));
        seen.add(String(state));
      }
    }
    expect(seen.size).toBeGreaterThan(2);
  },
);

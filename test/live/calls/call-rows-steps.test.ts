import { expect, test } from 'vitest';
import type { CallLists } from '../../../src/live/calls/call-lists.ts';
import { CallSite, finished, stranger } from './call-site.ts';

const manyCalls = 500;
/** What one step of a repair may make or remove. */
const callsPerStep = 50;

/** A site with many calls that nobody has told the rows of. */
function openCrowd(): { readonly site: CallSite; readonly listed: CallLists } {
  const site = new CallSite();
  for (let index = 0; index < manyCalls; index += 1)
    site.site.live.addChannel({ accountId: site.account.id, callId: `leg-${index}`, interactionId: `i-${index}` });
  return { site, listed: site.list() };
}

test('a long list is taken in steps, none of which makes or removes more than fifty calls', () => {
  const { site, listed } = openCrowd();
  const sizes: number[] = [];
  const take = (lists: CallLists): void => {
    site.pass(1_000);
    const repair = site.rows.repair(lists, site.nowMs, true);
    for (let isDone = false; !isDone; ) {
      isDone = repair.next().done === true;
      const { changed, removed } = site.rows.takeChanges();
      sizes.push(changed.length + removed.length);
    }
  };

  take(listed);
  const steps = sizes.length;
  take({ channels: [], parked: [] });

  expect(sizes.reduce((sum, size) => sum + size)).toBe(2 * manyCalls);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(callsPerStep);
  // Legs are joined to calls in half of them, and calls are made in the others.
  expect(steps).toBeGreaterThanOrEqual((2 * manyCalls) / callsPerStep);
  expect(site.rows.size).toBe(0);
});

test('what is heard between the steps of a repair stays as it was heard', () => {
  const { site, listed } = openCrowd();
  const over = site.pair(stranger, site.colleague(0), 'over');
  const missing = site.pair(stranger, site.colleague(1), 'missing');
  site.act(
    () => over.a.create(),
    () => missing.a.create(),
  );
  const listedBefore = site.list();
  const channels = listedBefore.channels.filter(({ callId }) => callId !== missing.a.channel.callId);
  site.pass(60_000);

  const repair = site.rows.repair({ ...listed, channels }, site.nowMs, true);
  repair.next();
  site.act(
    () => over.a.destroy('ORIGINATOR_CANCEL'),
    () => missing.a.answer(),
  );
  finished(repair);

  const ids = Array.from(site.rows.rows(), ({ id }) => id);
  expect([ids.includes('over'), ids.includes('missing'), ids.length]).toEqual([false, true, manyCalls + 1]);
  expect(site.rows.size).toBe(ids.length);
});

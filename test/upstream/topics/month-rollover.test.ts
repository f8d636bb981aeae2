import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { isMonthly, nextRenewal } from '../../../src/upstream/topics/month-rollover.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function at(text: string): number {
  return Date.parse(text);
}

/** All renewals from one moment to another. */
function renewalsBetween(fromMs: number, toMs: number, timeZone?: string) {
  const renewals = [];
  for (let next = nextRenewal(fromMs, timeZone); next.atMs < toMs; next = nextRenewal(next.atMs, timeZone)) {
    renewals.push(next);
  }
  return renewals;
}

/**
 * When the month rollovers, as far as bindings are renewed for it: just afterwards, and once more.
 */
function rolloversBetween(fromMs: number, toMs: number, timeZone?: string): readonly number[] {
  const firsts = renewalsBetween(fromMs, toMs, timeZone).filter((_renewal, index) => index % 2 === 0);
  return firsts.map(({ atMs }) => atMs - 500);
}

/**
 * Names the month of a moment, as nodes of the zone do that file something then, or bind to a
 * month.
 */
function monthIn(timeZone: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat('en', { timeZone, month: 'short' });
  return (atMs) => format.format(atMs);
}

test.each([
  ['fax.object.*', true],
  ['object.doc_edited.fax', true],
  ['object.*.mailbox_message', true],
  ['object.doc_created.*', true],
  ['object.*.user', false],
  ['call.*.*', false],
  ['fax.status.*', false],
])('%s is bound to the month: %s', (binding, monthly) => {
  expect(isMonthly(parseBinding(binding))).toBe(monthly);
});

describe("with the nodes' time zone, bindings are renewed", () => {
  test.each([
    ['UTC', '2026-03-15T12:00:00Z', '2026-04-01T00:00:00Z'],
    ['Pacific/Kiritimati', '2026-03-15T12:00:00Z', '2026-03-31T10:00:00Z'],
    ['Etc/GMT+12', '2026-03-31T23:00:00Z', '2026-04-01T12:00:00Z'],
    // New York is in summer time by April, and is not in December.
    ['America/New_York', '2026-03-15T12:00:00Z', '2026-04-01T04:00:00Z'],
    ['America/New_York', '2026-11-15T12:00:00Z', '2026-12-01T05:00:00Z'],
    // The clock changes on that very day, though after midnight.
    ['America/New_York', '2026-10-15T12:00:00Z', '2026-11-01T04:00:00Z'],
    ['Asia/Kolkata', '2026-03-15T12:00:00Z', '2026-03-31T18:30:00Z'],
    ['Asia/Kathmandu', '2026-03-15T12:00:00Z', '2026-03-31T18:15:00Z'],
    ['Asia/Kolkata', '2026-12-15T12:00:00Z', '2026-12-31T18:30:00Z'],
    ['America/New_York', '2026-12-31T23:59:59Z', '2027-01-01T05:00:00Z'],
    // Here 2023-10-01 had no midnight: the clock was put forward at that hour.
    ['America/Asuncion', '2023-09-15T12:00:00Z', '2023-10-01T04:00:00Z'],
  ])('in %s after %s at %s, when the month has just begun, and once more', (timeZone, from, rollover) => {
    const first = nextRenewal(at(from), timeZone);
    const second = nextRenewal(first.atMs, timeZone);

    expect(first).toMatchObject({ atMs: at(rollover) + 500, isLast: false });
    expect(second).toMatchObject({ atMs: at(rollover) + 20_000 });
  });

  test.each([
    ['UTC', '2026-04-01T00:00:20Z'],
    ['America/New_York', '2026-04-01T04:00:20Z'],
    ['Asia/Kolkata', '2026-04-01T00:00:20Z'],
    ['Pacific/Kiritimati', '2026-04-01T00:00:20Z'],
  ])('in %s for the last time at %s, when the month has turned in UTC, too', (timeZone, last) => {
    const renewals = renewalsBetween(at('2026-03-15T12:00:00Z'), at('2026-04-15T12:00:00Z'), timeZone);

    expect(renewals.at(-1)?.atMs).toBe(at(last));
    expect(renewals.filter(({ isLast }) => isLast)).toEqual([renewals.at(-1)]);
  });

  test.each([
    'UTC',
    'America/Havana',
    'America/Asuncion',
    'America/Santiago',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Asia/Tehran',
    'Pacific/Chatham',
  ])('in %s once a month, whenever its clock changes', (timeZone) => {
    const years = [2020, 2030].map((year) => Date.UTC(year, 0, 15)) as [number, number];

    const rollovers = rolloversBetween(...years, timeZone);

    const month = new Intl.DateTimeFormat('en', { timeZone, month: 'numeric' });
    const [own, others] = [true, false].map((isOwn) =>
      rollovers.filter((rollover) => (month.format(rollover) !== month.format(rollover - 1)) === isOwn),
    );
    expect(own).toHaveLength(10 * 12);
    for (const rollover of others ?? []) expect(new Date(rollover).toISOString()).toMatch(/-01T00:00:00.000Z$/);
  });
});

describe('without a time zone, bindings are renewed', () => {
  test('at every quarter of an hour in which the month begins somewhere, and the last renewal says so', () => {
    const renewals = renewalsBetween(at('2026-12-15T00:00:00Z'), at('2027-01-15T00:00:00Z'));

    expect(renewals[0]?.atMs).toBe(at('2026-12-31T10:00:00.500Z'));
    expect(renewals.at(-1)?.atMs).toBe(at('2027-01-01T12:00:20Z'));
    expect(renewals).toHaveLength(2 * (26 * 4 + 1));
    expect(renewals.filter(({ isLast }) => isLast)).toEqual([renewals.at(-1)]);
  });

  test('at the rollover of every zone', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const times = renewalsBetween(at('2026-06-15T00:00:00Z'), at('2026-07-15T00:00:00Z')).map(({ atMs }) => atMs);

    for (const zone of zones) expect(times).toContain(nextRenewal(at('2026-06-15T00:00:00Z'), zone).atMs);
  });
});

describe('what may have been missed', () => {
  const rolloverOfUtc = '2026-04-01T00:00:00Z';

  test.each([
    ['in UTC', 'UTC', rolloverOfUtc, rolloverOfUtc],
    ['ahead of UTC, what is filed by the nodes', 'Asia/Kolkata', '2026-03-31T18:30:00Z', '2026-03-31T18:30:00Z'],
    [
      'ahead of UTC, what is filed by UTC and who subscribed since',
      'Asia/Kolkata',
      rolloverOfUtc,
      '2026-03-31T18:30:00Z',
    ],
    ['behind UTC, what is filed by UTC', 'America/New_York', '2026-04-01T04:00:00Z', rolloverOfUtc],
    ['somewhere ahead of UTC, what is filed by the nodes', undefined, '2026-03-31T18:30:00Z', '2026-03-31T18:30:00Z'],
    ['somewhere, what is filed by UTC and who subscribed since', undefined, rolloverOfUtc, '2026-03-31T10:00:00Z'],
    ['somewhere behind UTC, what is filed by UTC', undefined, '2026-04-01T04:00:00Z', rolloverOfUtc],
  ])('%s (%s): at %s it may be all since %s, or earlier by a fast clock', (_what, timeZone, rollover, since) => {
    const first = nextRenewal(at(rollover), timeZone);
    const second = nextRenewal(first.atMs, timeZone);

    expect([first, second].map(({ lostSinceMs }) => at(since) - lostSinceMs)).toEqual([20_000, 20_000]);
  });

  const aroundTheTurn = fc.integer({ min: at('2026-03-31T09:00:00Z'), max: at('2026-04-01T13:00:00Z') });

  test.each(['UTC', 'Asia/Kolkata', 'America/New_York', 'Pacific/Kiritimati', 'Etc/GMT+12'])(
    'lies within a gap that is told afterwards where the nodes are in %s, whether that is known or not',
    (nodeZone) => {
      const monthOf = { nodes: monthIn(nodeZone), utc: monthIn('UTC') };
      const midMonths = [at('2026-03-15T00:00:00Z'), at('2026-04-15T00:00:00Z')] as const;
      const plans = [nodeZone, undefined].map((timeZone) =>
        renewalsBetween(...midMonths, timeZone).map((renewal) => ({ ...renewal, month: monthOf.nodes(renewal.atMs) })),
      );
      const [plan, clock] = [fc.constantFrom(...plans), fc.constantFrom('nodes' as const, 'utc' as const)];

      fc.assert(
        fc.property(plan, clock, aroundTheTurn, aroundTheTurn, (renewals, filedBy, ...moments) => {
          const [subscribedAtMs = 0, filedAtMs = 0] = moments.sort((a, b) => a - b);

          let held = [monthOf.nodes(subscribedAtMs)];
          for (const { atMs, month, isLast } of renewals) {
            if (subscribedAtMs < atMs && atMs < filedAtMs) held = isLast ? [month] : [...held, month];
          }
          const isDelivering = held.includes(monthOf[filedBy](filedAtMs));

          const isTold = renewals.some(({ atMs, lostSinceMs }) => filedAtMs <= atMs && lostSinceMs <= filedAtMs);
          expect(isDelivering || isTold).toBe(true);
        }),
        { numRuns: fuzzRuns(500) },
      );
    },
  );
});

test('the next renewal is always ahead, and never later than a month and a day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z') }),
      fc.constantFrom(undefined, 'UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati'),
      (nowMs, timeZone) => {
        const { atMs } = nextRenewal(nowMs, timeZone);

        expect(atMs).toBeGreaterThan(nowMs);
        expect(atMs).toBeLessThan(nowMs + 32 * dayMs);
      },
    ),
    { numRuns: fuzzRuns(200) },
  );
});

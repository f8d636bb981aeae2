import { expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

const lastEvening = Date.parse('2026-03-31T23:50:00.000Z');
/** Midnight in UTC, at the earliest that any clock of Kazoo's can show it. */
const earliestMidnight = { utc: '2026-03-31T23:59:40.000Z', anywhere: '2026-03-31T09:59:40.000Z' };
/**
 * Just after the first renewal. A moment, since a busy machine takes long to start: so much later
 * the last one would be over, too.
 */
const firstRenewal = '2026-04-01T00:00:01.000Z';
const untilLastRenewalMs = 20_000;
const quarterMs = 900_000;
/** From midnight in UTC until the month has begun in UTC-12. */
const quartersToGo = 48;
const versions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master', '5'];

interface MessageEvents {
  readonly documentEvents: {
    readonly documentId: string;
    readonly cursor: string;
    readonly gap: { readonly from: string; readonly reason: string } | null;
  };
}

const messages = `subscription ($after: String) {
  documentEvents(type: MAILBOX_MESSAGE, after: $after) { documentId cursor gap { from reason certain } }
}`;

function subscribe(harness: Harness, query = messages, variables = {}) {
  const client = harness.client({ connectionParams: { authToken: harness.token('demo', 1_000_000) } });
  return harness.subscribe<MessageEvents>(client, query, variables);
}

function publish(harness: Harness, id: string): void {
  harness.kazoo.publishDocument(harness.accountId('demo'), 'doc_created', 'mailbox_message', { id });
}

/** The months whose databases the gateway's sockets listen to. */
function heldMonths({ kazoo }: Harness): readonly string[] {
  const patterns = kazoo.blackhole.sockets.flatMap(({ heldKeys }) => heldKeys.map(({ pattern }) => pattern));
  return [...new Set(patterns.flatMap((pattern) => pattern.match(/-(\d{6})\./)?.[1] ?? []))].sort();
}

const zones: ReadonlyArray<readonly [string, Readonly<Record<string, string>>, number, string]> = [
  ['in the time zone of the nodes', { KAZOO_TIME_ZONE: 'UTC' }, 0, earliestMidnight.utc],
  ['in a time zone that nobody knows', {}, quartersToGo, earliestMidnight.anywhere],
];

for (const version of versions) {
  for (const [where, settings, quarters, from] of zones) {
    test(`on ${version} month bindings survive the rollover ${where}, and then release the old month`, async () => {
      using clock = new TimeMachine(lastEvening);
      await using harness = await startHarness({ kazoo: { version }, settings });
      const reader = subscribe(harness);
      await harness.untilSubscribers(1);
      publish(harness, 'march');
      expect((await reader.next()).data?.documentEvents).toMatchObject({ documentId: 'march', gap: null });

      clock.moveTo(firstRenewal);
      await until(() => expect(heldMonths(harness)).toEqual(['202603', '202604']));
      publish(harness, 'april-1');
      publish(harness, 'april-2');

      expect((await reader.next()).data?.documentEvents).toMatchObject({
        documentId: 'april-1',
        gap: { from, reason: 'MONTH_TURNED', certain: false },
      });
      expect((await reader.next()).data?.documentEvents.documentId).toBe('april-2');
      for (let quarter = 0; quarter < quarters; quarter += 1) clock.move(quarterMs);
      clock.move(untilLastRenewalMs);
      await until(() => expect(heldMonths(harness)).toEqual(['202604']));
      await until(() => expect(harness.kazoo.openSockets).toBe(1));
      await harness.untilSubscribers(1);
      publish(harness, 'april-3');
      expect((await reader.next()).data?.documentEvents.documentId).toBe('april-3');
      expect(reader.waiting).toBe(0);
    });
  }
}

test('call subscriptions are not affected by the rollover of the month', async () => {
  using clock = new TimeMachine(lastEvening);
  await using harness = await startHarness({ settings: { KAZOO_TIME_ZONE: 'UTC' } });
  const reader = harness.subscribe(
    harness.client({ connectionParams: { authToken: harness.token('demo', 1_000_000) } }),
    'subscription { callEvents { callId gap { reason } } }',
  );
  subscribe(harness);
  await harness.untilSubscribers(2);
  clock.moveTo(firstRenewal);
  await until(() => expect(heldMonths(harness)).toEqual(['202603', '202604']));
  clock.move(untilLastRenewalMs);
  await until(() => expect(heldMonths(harness)).toEqual(['202604']));

  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect(await reader.next()).toEqual({ data: { callEvents: { callId: 'c1', gap: null } } });
});

test('an account without month bindings keeps its socket', async () => {
  using clock = new TimeMachine(lastEvening);
  await using harness = await startHarness({ settings: { KAZOO_TIME_ZONE: 'UTC' } });
  harness.subscribe(
    harness.client({ connectionParams: { authToken: harness.token('demo', 1_000_000) } }),
    'subscription { callEvents { callId } }',
  );
  await harness.untilSubscribers(1);

  clock.moveTo(firstRenewal);
  clock.move(untilLastRenewalMs);

  expect(harness.kazoo.subscribeRequests).toHaveLength(1);
  expect(harness.kazoo.blackhole.totalConnections).toBe(1);
});

test('a cursor from before the rollover of the month is CURSOR_EXPIRED after it', async () => {
  using clock = new TimeMachine(lastEvening);
  await using harness = await startHarness({ settings: { KAZOO_TIME_ZONE: 'UTC', LINGER_MS: '9000' } });
  const reader = subscribe(harness);
  await harness.untilSubscribers(1);
  publish(harness, 'march');
  const { data } = await reader.next();
  clock.moveTo(firstRenewal);
  await until(() => expect(heldMonths(harness)).toEqual(['202603', '202604']));

  const late = subscribe(harness, messages, { after: data?.documentEvents.cursor });

  await expect(late.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
});

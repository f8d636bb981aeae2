import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Session } from '../../../src/auth/session.ts';
import { GatewayError } from '../../../src/errors.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { numberedEvent } from '../../harness/topic-double.ts';
import type { StreamDouble } from './harness/stream-double.ts';
import {
  createSubscriptionsHarness,
  maxSubscriptions,
  type SubscriptionsHarness,
} from './harness/subscriptions-harness.ts';

const users = ['ann', 'bob'] as const;
const accounts = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
const missed = 250;

interface Client {
  readonly name: string;
  readonly session: Session;
  readonly streams: StreamDouble[];
}

interface Running {
  readonly harness: SubscriptionsHarness;
  readonly clients: readonly Client[];
  /** Of an event: higher than those of all before. */
  readonly nextNumber: () => number;
  /** Opens the gates that are shut. */
  readonly shut: Map<keyof SubscriptionsHarness['gates'], () => void>;
}

type Step = (running: Running) => unknown;

const index = fc.nat({ max: 2 });
const user = fc.constantFrom(...users);
const account = fc.constantFrom(...accounts);
const gate = fc.constantFrom('accountAccess', 'prepared', 'drained' as const);

function hangUp({ session, streams }: Client): void {
  session.close();
  for (const stream of streams) stream.stop();
}

const steps: Readonly<Record<string, fc.Arbitrary<Step>>> = {
  subscribe: fc.tuple(index, account, fc.boolean()).map(([at, id, resumes]) => ({ harness, clients }) => {
    const client = clients[at];
    if (client !== undefined) client.streams.push(harness.subscribe(client.session, id, resumes ? 'zero' : undefined));
  }),
  complete: fc.tuple(index, fc.nat({ max: 5 })).map(
    ([at, which]) =>
      ({ clients }) =>
        clients[at]?.streams[which]?.stop(),
  ),
  hangUp: index.map(
    (at) =>
      ({ clients }) =>
        clients[at] && hangUp(clients[at]),
  ),
  expire: index.map(
    (at) =>
      ({ clients }) =>
        clients[at]?.session.end(new GatewayError('TOKEN_EXPIRED', 'Over.')),
  ),
  logIn: fc.tuple(index, user).map(([at, name]) => ({ harness, clients }) => {
    const session = clients[at]?.session;
    if (session !== undefined) void harness.logIn(session, name);
  }),
  deny: fc.tuple(user, account).map(([name, id]) => ({ harness }) => {
    harness.deny(name, id);
    void harness.revalidation.revalidate(name, id);
  }),
  revoke: fc.tuple(user, account).map(([name, id]) => ({ harness }) => {
    harness.revoke(name);
    void harness.revalidation.revalidate(name, id);
  }),
  confirm: fc.nat({ max: 5 }).map(
    (at) =>
      ({ harness }) =>
        harness.topics[at]?.becomeLive(),
  ),
  refuse: fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('BINDING_REJECTED', 'UNAUTHENTICATED')).map(
    ([at, code]) =>
      ({ harness }) =>
        harness.topics[at]?.refuse(new GatewayError(code, 'No.')),
  ),
  end: fc.nat({ max: 5 }).map(
    (at) =>
      ({ harness }) =>
        harness.topics[at]?.end(new GatewayError('UPSTREAM_UNAVAILABLE', 'Gone.')),
  ),
  emit: fc.nat({ max: 5 }).map(
    (at) =>
      ({ harness, nextNumber }) =>
        harness.topics[at]?.emit(nextNumber()),
  ),
  shut: gate.map((name) => ({ harness, shut }) => {
    if (!shut.has(name)) shut.set(name, harness.gates[name].shut());
  }),
  open: gate.map((name) => ({ shut }) => {
    shut.get(name)?.();
    shut.delete(name);
  }),
  microtasks: fc.integer({ min: 1, max: 20 }).map((count) => async () => {
    for (let turn = 0; turn < count; turn += 1) await undefined;
  }),
  turn: fc.constant(() => setImmediate()),
  progress: fc.constant(async ({ harness }) => {
    for (let turn = 0; turn < 5; turn += 1) {
      await setImmediate();
      for (const topic of harness.topics) topic.becomeLive();
    }
  }),
};

/** Most of what happens must be that something runs, or nothing else has anything to disturb. */
const weights: Readonly<Record<string, number>> = { subscribe: 8, progress: 4, microtasks: 3, turn: 3 };

const step = fc.oneof(...Object.entries(steps).map(([name, arbitrary]) => ({ arbitrary, weight: weights[name] ?? 1 })));

/** Lets everything come to its end that waits for something else than its client. */
async function settle({ harness, clients, shut }: Running): Promise<void> {
  for (const open of shut.values()) open();
  shut.clear();
  const pending = Promise.all(clients.flatMap(({ streams }) => streams.map(({ settled }) => settled)));
  let isSettled = false;
  void pending.then(() => {
    isSettled = true;
  });
  while (!isSettled) {
    for (const topic of harness.topics) topic.becomeLive();
    await setImmediate();
  }
}

/**
 * Fails with `TOO_MANY_SUBSCRIPTIONS` when a subscription of the connection or of the user was not
 * released.
 */
function acquireAll({ limits, connect }: SubscriptionsHarness, { session, name }: Client): void {
  const another = connect(name);
  for (const client of [session, another]) {
    const leases = Array.from({ length: maxSubscriptions }, (_, number) => {
      const lease = limits.acquire(client);
      const event = { accountId: 'acme', group: String(number), resultBytes: 1 };
      lease.countUse({ topics: [String(number)], document: limits, documentBytes: 1, operationBytes: 1, event });
      return lease;
    });
    for (const lease of leases) lease.release();
  }
  another.close();
}

test('whatever comes between whatever, nothing comes twice and everything is given back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), fc.boolean(), async (script, shutsDown) => {
      await using harness = createSubscriptionsHarness();
      harness.past.push(...Array.from({ length: missed }, (_, number) => numberedEvent(number, `cursor-${number}`)));
      const names = ['ann', 'ann', 'bob'];
      const clients = names.map((name): Client => ({ name, session: harness.connect(name), streams: [] }));
      let number = missed;
      const nextNumber = () => {
        number += 1;
        return number;
      };
      const running: Running = { harness, clients, nextNumber, shut: new Map() };

      for (const take of script) await take(running);
      if (shutsDown) await harness.sessions.drain(new GatewayError('SHUTTING_DOWN', 'Over.'), 1);
      else clients.forEach(hangUp);
      await settle(running);
      // As a transport does when its connection closes after its session ended.
      clients.forEach(hangUp);

      for (const { numbers } of clients.flatMap(({ streams }) => streams))
        expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
      expect(clients.map(({ session }) => session.streams.size)).toEqual([0, 0, 0]);
      expect(harness.topics.filter(({ isLeft }) => !isLeft)).toEqual([]);
      expect([
        harness.limits.acquired,
        harness.fanout.subscribers,
        harness.fanout.groups,
        harness.sessions.size,
      ]).toEqual([0, 0, 0, 0]);
      for (const client of clients) acquireAll(harness, client);
      expect([harness.limited, harness.unexpected]).toEqual([[], []]);
    }),
    { numRuns: fuzzRuns(300) },
  );
}, 60_000);

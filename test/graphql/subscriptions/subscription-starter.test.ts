import { expect, test } from 'vitest';
import type { Session } from '../../../src/auth/session.ts';
import { GatewayError } from '../../../src/errors.ts';
import { numberedEvent } from '../../harness/topic-double.ts';
import { until } from '../../harness/until.ts';
import type { StreamDouble } from './harness/stream-double.ts';
import { createSubscriptionsHarness, type SubscriptionsHarness } from './harness/subscriptions-harness.ts';

interface Running {
  readonly harness: SubscriptionsHarness;
  readonly session: Session;
  readonly stream: StreamDouble;
}

const shared = 'a'.repeat(32);

/** More than one portion of what is served to a client that resumes. */
const longPast = Array.from({ length: 250 }, (_, index) => numberedEvent(index, `cursor-${index}`));
const portion = 100;

/**
 * A client that was served the first portion of what it missed, and gets the next when `caughtUp`
 * is called.
 */
async function catchUp(harness: SubscriptionsHarness) {
  const session = harness.connect('ann');
  harness.past.push(...longPast);
  const caughtUp = harness.gates.drained.shut();
  const stream = harness.subscribe(session, shared, 'zero');
  await until(() => expect(harness.topics).toHaveLength(1));
  harness.topics[0]?.becomeLive();
  await until(() => expect(stream.numbers).toHaveLength(portion));
  return { session, stream, caughtUp };
}

test('a subscription whose account is lost just after it is authorized ends, and causes nothing at Kazoo', async () => {
  await using harness = createSubscriptionsHarness();
  const session = harness.connect('ann');
  const prepared = harness.gates.prepared.shut();
  const stream = harness.subscribe(session, shared);
  await until(() => expect(harness.accountAccess.isAuthorized('ann', shared)).toBe(true));

  harness.deny('ann', shared);
  await harness.revalidation.revalidate('ann', shared);
  prepared();
  await stream.settled;

  expect(stream.codes).toEqual(['FORBIDDEN']);
  expect([harness.topics.length, harness.fanout.subscribers, harness.limits.acquired, session.isEnded]).toEqual([
    0,
    0,
    0,
    false,
  ]);
});

test('a subscription whose account is lost while it waits for its topic is not served what it missed', async () => {
  await using harness = createSubscriptionsHarness();
  const session = harness.connect('ann');
  harness.past.push(...longPast);
  const stream = harness.subscribe(session, shared, 'zero');
  await until(() => expect(harness.topics).toHaveLength(1));

  harness.sessions.endStreams('ann', shared, new GatewayError('FORBIDDEN', 'No access.'));
  harness.topics[0]?.becomeLive();
  await stream.settled;

  expect([stream.codes, stream.numbers, harness.topics[0]?.isLeft]).toEqual([['FORBIDDEN'], [], true]);
});

test('a subscription whose account is lost while it is served what it missed gets no more of it', async () => {
  await using harness = createSubscriptionsHarness();
  const { stream, caughtUp } = await catchUp(harness);

  harness.deny('ann', shared);
  await harness.revalidation.revalidate('ann', shared);
  expect([harness.topics[0]?.isLeft, harness.limits.acquired]).toEqual([true, 0]);
  caughtUp();
  await stream.settled;

  expect([stream.codes, stream.numbers.length]).toEqual([['FORBIDDEN'], portion]);
});

test('a session that ends while a subscription of it is served what it missed gets no more, and says why', async () => {
  await using harness = createSubscriptionsHarness();
  const { session, stream, caughtUp } = await catchUp(harness);

  session.end(new GatewayError('SHUTTING_DOWN', 'Over.'));
  caughtUp();
  await stream.settled;

  expect([stream.codes, stream.numbers.length, harness.fanout.subscribers]).toEqual([['SHUTTING_DOWN'], portion, 0]);
});

test('another login while a subscription is authorized has it authorized for the new identity', async () => {
  await using harness = createSubscriptionsHarness();
  harness.deny('bob', shared);
  const session = harness.connect('ann');
  const prepared = harness.gates.prepared.shut();
  const stream = harness.subscribe(session, shared);
  await until(() => expect(harness.accountAccess.isAuthorized('ann', shared)).toBe(true));

  await harness.logIn(session, 'bob');
  prepared();
  await stream.settled;

  expect([stream.codes, harness.topics.length]).toEqual([['FORBIDDEN'], 0]);
});

test('another login during a resume lets the subscription go on once where the new identity may see it', async () => {
  await using harness = createSubscriptionsHarness();
  const { session, stream, caughtUp } = await catchUp(harness);

  await harness.logIn(session, 'bob');
  caughtUp();
  await stream.settled;

  expect(stream.numbers).toEqual(longPast.map((_, index) => index));
  expect([stream.codes, stream.isRunning, harness.topics.length]).toEqual([[], true, 1]);
});

for (const [how, end, reason] of [
  ['its client completes it', ({ stream }) => stream.stop(), 'completed'],
  [
    'its connection is gone',
    ({ stream, session }) => {
      session.close();
      stream.stop();
    },
    'disconnected',
  ],
  [
    'its session ended before its connection',
    ({ stream, session }) => {
      session.end(new GatewayError('TOKEN_EXPIRED', 'Over.'));
      stream.stop();
    },
    'TOKEN_EXPIRED',
  ],
  [
    'its topic ended',
    ({ harness }) => harness.topics[0]?.end(new GatewayError('BINDING_REJECTED', 'No.')),
    'BINDING_REJECTED',
  ],
  [
    'its account is lost',
    ({ harness }) => harness.sessions.endStreams('ann', shared, new GatewayError('FORBIDDEN', 'No access.')),
    'FORBIDDEN',
  ],
] as const satisfies readonly (readonly [string, (running: Running) => void, string])[]) {
  test(`the end of a stream is reported as ${reason} when ${how}`, async () => {
    await using harness = createSubscriptionsHarness();
    const session = harness.connect('ann');
    const stream = harness.subscribe(session, shared);
    await until(() => expect(harness.topics).toHaveLength(1));
    harness.topics[0]?.becomeLive();
    await stream.settled;

    end({ harness, session, stream });
    await new Promise((resolve) => setImmediate(resolve));

    expect(harness.reasons).toEqual([reason]);
  });
}

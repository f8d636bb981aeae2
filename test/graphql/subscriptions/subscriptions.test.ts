import { expect, test, vi } from 'vitest';
import type { Session } from '../../../src/auth/session.ts';
import { GatewayError } from '../../../src/errors.ts';
import { until } from '../../harness/stage.ts';
import { numberedEvent } from '../../harness/topic-double.ts';
import type { StreamDouble } from './harness/stream-double.ts';
import { type SubscriptionsStage, stageSubscriptions } from './harness/subscriptions-stage.ts';

interface Running {
  readonly stage: SubscriptionsStage;
  readonly session: Session;
  readonly stream: StreamDouble;
}

/** More than one portion of what is served to a client that resumes. */
const longPast = Array.from({ length: 250 }, (_, index) => numberedEvent(index, `cursor-${index}`));
const portion = 100;

/** A client that was served the first portion of what it missed, and gets the next when `caughtUp` is called. */
async function catchUp(stage: SubscriptionsStage) {
  const session = stage.connect('ann');
  stage.past.push(...longPast);
  const caughtUp = stage.gates.drained.shut();
  const stream = stage.subscribe(session, 'shared', 'zero');
  await until(() => expect(stage.topics).toHaveLength(1));
  stage.topics[0]?.becomeLive();
  await until(() => expect(stream.numbers).toHaveLength(portion));
  return { session, stream, caughtUp };
}

test('a subscription whose account is lost between its grant and its place ends, and causes nothing at Kazoo', async () => {
  await using stage = stageSubscriptions();
  const session = stage.connect('ann');
  const prepared = stage.gates.prepared.shut();
  const stream = stage.subscribe(session, 'shared');
  await until(() => expect(stage.authority.hasGranted('ann', 'shared')).toBe(true));

  stage.deny('ann', 'shared');
  await stage.rechecks.check('ann', 'shared');
  prepared();
  await stream.settled;

  expect(stream.codes).toEqual(['FORBIDDEN']);
  expect([stage.topics.length, stage.fanout.seats, session.subscriptions, session.isEnded]).toEqual([0, 0, 0, false]);
});

test('a subscription whose account is lost while it is looked up what it missed ends, and causes nothing at Kazoo', async () => {
  await using stage = stageSubscriptions();
  const session = stage.connect('ann');
  vi.spyOn(stage.upstreams, 'since').mockImplementationOnce(() => {
    stage.sessions.endStreams('ann', 'shared', new GatewayError('FORBIDDEN', 'No access.'));
    return longPast;
  });

  const stream = stage.subscribe(session, 'shared', 'zero');
  await stream.settled;

  expect([stream.codes, stream.numbers, stage.topics.length]).toEqual([['FORBIDDEN'], [], 0]);
});

test('a subscription whose account is lost while it is served what it missed gets no more of it', async () => {
  await using stage = stageSubscriptions();
  const { session, stream, caughtUp } = await catchUp(stage);

  stage.deny('ann', 'shared');
  await stage.rechecks.check('ann', 'shared');
  expect([stage.topics[0]?.isLeft, session.subscriptions]).toEqual([true, 0]);
  caughtUp();
  await stream.settled;

  expect([stream.codes, stream.numbers.length]).toEqual([['FORBIDDEN'], portion]);
});

test('a session that ends while a subscription of it is served what it missed gets no more, and says why', async () => {
  await using stage = stageSubscriptions();
  const { session, stream, caughtUp } = await catchUp(stage);

  session.end(new GatewayError('SHUTTING_DOWN', 'Over.'));
  caughtUp();
  await stream.settled;

  expect([stream.codes, stream.numbers.length, stage.fanout.seats]).toEqual([['SHUTTING_DOWN'], portion, 0]);
});

test('another login while a subscription is being granted has it granted to the new identity', async () => {
  await using stage = stageSubscriptions();
  stage.deny('bob', 'shared');
  const session = stage.connect('ann');
  const prepared = stage.gates.prepared.shut();
  const stream = stage.subscribe(session, 'shared');
  await until(() => expect(stage.authority.hasGranted('ann', 'shared')).toBe(true));

  await stage.logIn(session, 'bob');
  prepared();
  await stream.settled;

  expect([stream.codes, stage.topics.length]).toEqual([['FORBIDDEN'], 0]);
});

test('another login while a subscription is served what it missed lets it go on once where the new identity may see it', async () => {
  await using stage = stageSubscriptions();
  const { session, stream, caughtUp } = await catchUp(stage);

  await stage.logIn(session, 'bob');
  caughtUp();
  await stream.settled;

  expect(stream.numbers).toEqual(longPast.map((_, index) => index));
  expect([stream.codes, stream.isRunning, stage.topics.length]).toEqual([[], true, 1]);
});

for (const [how, end, reason] of [
  ['its client has had enough', ({ stream }) => stream.stop(), 'completed'],
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
    ({ stage }) => stage.topics[0]?.end(new GatewayError('BINDING_REJECTED', 'No.')),
    'BINDING_REJECTED',
  ],
  [
    'its account is lost',
    ({ stage }) => stage.sessions.endStreams('ann', 'shared', new GatewayError('FORBIDDEN', 'No access.')),
    'FORBIDDEN',
  ],
] as const satisfies readonly (readonly [string, (running: Running) => void, string])[]) {
  test(`the end of a stream is reported as ${reason} when ${how}`, async () => {
    await using stage = stageSubscriptions();
    const session = stage.connect('ann');
    const stream = stage.subscribe(session, 'shared');
    await until(() => expect(stage.topics).toHaveLength(1));
    stage.topics[0]?.becomeLive();
    await stream.settled;

    end({ stage, session, stream });

    expect(stage.reasons).toEqual([reason]);
  });
}

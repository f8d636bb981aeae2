import { expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { until } from '../../harness/until.ts';
import { createSubscriptionsHarness } from './harness/subscriptions-harness.ts';

/** Starts a subscription of `ann` to the account `shared`, to which events flow. */
async function startRunning(harness: ReturnType<typeof createSubscriptionsHarness>) {
  const session = harness.connect('ann');
  const stream = harness.subscribe(session, 'shared');
  await until(() => expect(harness.topics).toHaveLength(1));
  harness.topics[0]?.becomeLive();
  await stream.settled;
  return { session, stream };
}

/** What is still held for subscriptions. */
function held({ fanout, limits, topics }: ReturnType<typeof createSubscriptionsHarness>) {
  return [fanout.subscribers, limits.acquired, topics.filter(({ isLeft }) => !isLeft).length];
}

test('a subscription that its client stops gives everything back at once, and its client is told nothing', async () => {
  await using harness = createSubscriptionsHarness();
  const { session, stream } = await startRunning(harness);

  stream.stop();
  harness.sessions.endStreams('ann', 'shared', new GatewayError('FORBIDDEN', 'Too late.'));

  expect([held(harness), session.streams.size]).toEqual([[0, 0, 0], 0]);
  expect([stream.codes, harness.reasons]).toEqual([[], ['completed']]);
});

test('a subscription that is stopped while its topic is opened gives everything back at once', async () => {
  await using harness = createSubscriptionsHarness();
  const stream = harness.subscribe(harness.connect('ann'), 'shared');
  await until(() => expect(harness.topics).toHaveLength(1));

  stream.stop();
  expect(held(harness)).toEqual([0, 0, 0]);
  // It does not wait for Kazoo any longer, which has not answered.
  await stream.settled;

  expect([stream.codes, harness.reasons, harness.refusals]).toEqual([[], [], []]);
});

test('a subscription that is stopped while it is authorized causes nothing at Kazoo, and is not refused', async () => {
  await using harness = createSubscriptionsHarness();
  const authorize = harness.gates.accountAccess.shut();
  const stream = harness.subscribe(harness.connect('ann'), 'shared');

  stream.stop();
  authorize();
  await stream.settled;

  expect([held(harness), harness.topics.length, harness.refusals]).toEqual([[0, 0, 0], 0, []]);
});

test('a subscription that ends gives everything back, then tells its client the first reason, once', async () => {
  await using harness = createSubscriptionsHarness();
  const { stream } = await startRunning(harness);
  const atTheEnd: unknown[] = [];
  const onEnded = stream.onEnded.bind(stream);
  stream.onEnded = (error) => {
    atTheEnd.push(held(harness));
    onEnded(error);
  };

  harness.topics[0]?.end(new GatewayError('BINDING_REJECTED', 'No.'));
  await new Promise((resolve) => setImmediate(resolve));
  harness.sessions.endStreams('ann', 'shared', new GatewayError('FORBIDDEN', 'Too late.'));

  expect([atTheEnd, stream.codes]).toEqual([[[0, 0, 0]], ['BINDING_REJECTED']]);
});

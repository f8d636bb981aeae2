import { describe, expect, test } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { settled } from '../../harness/settled.ts';
import { openSocket } from '../harness/account-socket-harness.ts';
import { account } from '../harness/call-frame.ts';

const binding = 'call.*.*';
const calls = parseBinding(binding);

describe('a subscribe', () => {
  test('is sent once, with the token on offer, and confirmed before what follows the reply', async () => {
    const { socket, answer, sent, outcomes } = openSocket('one', 'two');
    const steps: string[] = [];

    const subscribing = socket.subscribe(calls, () => steps.push('confirmed'));
    await answer(({ confirm }) => {
      confirm();
      steps.push('event');
    });

    expect(await subscribing).toBeUndefined();
    expect(steps).toEqual(['confirmed', 'event']);
    expect(sent()).toMatchObject([{ action: 'subscribe', accountId: account, binding, token: 'one' }]);
    expect(outcomes).toEqual(['subscribe success']);
  });

  test('is tried with one token after another until Kazoo takes one', async () => {
    const { socket, source, answer, sent } = openSocket('refused', 'forbidden', 'good');

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse('UNAUTHENTICATED'));
    await answer(({ refuse }) => refuse('FORBIDDEN'));
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(sent().map(({ token }) => token)).toEqual(['refused', 'forbidden', 'good']);
    expect(source).toMatchObject({ refused: ['refused'], forbidden: ['forbidden'] });
  });

  test.each([
    ['UNAUTHENTICATED', { refused: ['only'], forbidden: [] }],
    ['FORBIDDEN', { refused: [], forbidden: ['only'] }],
  ] as const)('waits for another socket when blackhole takes no token: %s', async (code, told) => {
    const { socket, kazoo, answer, sent, source } = openSocket('only');

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse(code));

    // Crossbar may find the token good.
    expect(await subscribing).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(source).toMatchObject(told);
    expect([sent().length, kazoo.socket.isClosed]).toEqual([1, true]);
  });

  test('is not sent at all without a token, and the socket is given up', async () => {
    const { socket, kazoo, sent } = openSocket();

    expect(await socket.subscribe(calls)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await settled();
    expect([sent().length, kazoo.socket.isClosed]).toEqual([0, true]);
  });

  test('is sent on a socket that has its identity although no token is on offer: none is looked at', async () => {
    const { socket, source, answer, sent, subscribeOther } = openSocket('one');
    await subscribeOther();
    source.refuseToken('one');

    const subscribing = socket.subscribe(calls);
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(sent().at(-1)).toMatchObject({ binding, token: 'one' });
  });

  test('that Kazoo refuses for its own sake is not repeated', async () => {
    const { socket, answer, sent } = openSocket('one', 'two');

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse('BINDING_REJECTED'));

    expect(await subscribing).toMatchObject({ code: 'BINDING_REJECTED' });
    expect(sent()).toHaveLength(1);
    expect(socket.isStale).toBe(false);
  });

  test('without a reply is repeated, and taken when a later one is confirmed', async () => {
    const { socket, answer, sent } = openSocket('one');

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse('UPSTREAM_TIMEOUT'));
    await answer(({ refuse }) => refuse('UPSTREAM_TIMEOUT'));
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(sent()).toHaveLength(3);
    expect(socket.isStale).toBe(false);
  });

  test('that is never answered fails in the end; it may have taken effect, so the socket is stale', async () => {
    const { socket, answer, sent } = openSocket('one');

    const subscribing = socket.subscribe(calls);
    for (let count = 0; count < 3; count += 1) await answer(({ refuse }) => refuse('UPSTREAM_TIMEOUT'));

    expect(await subscribing).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(sent()).toHaveLength(3);
    expect(socket.isStale).toBe(true);
  });

  test('on a socket that cannot send is UPSTREAM_UNAVAILABLE', async () => {
    const { socket, kazoo, outcomes } = openSocket('one');
    kazoo.socket.command = () => Promise.reject(new Error('WebSocket is not open'));

    expect(await socket.subscribe(calls)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(outcomes).toEqual(['subscribe UPSTREAM_UNAVAILABLE']);
  });
});

describe('a socket whose identity may not see the account any more', () => {
  test('is given up: the identity is forbidden, not the token on offer, and no other token would count', async () => {
    const { socket, source, kazoo, answer, subscribeOther } = openSocket('first', 'second', 'third');
    await subscribeOther();
    source.refuseToken('first');
    await subscribeOther();

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse('FORBIDDEN'));

    expect(await subscribing).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(source.forbidden).toEqual(['first']);
    expect(kazoo.socket.isClosed).toBe(true);
  });

  test('is given up, too, when there is nobody else: Crossbar may find that it may', async () => {
    const { socket, kazoo, answer, subscribeOther } = openSocket('only');
    await subscribeOther();

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse('FORBIDDEN'));

    expect(await subscribing).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(kazoo.socket.isClosed).toBe(true);
  });
});

describe('an unsubscribe', () => {
  test('goes out once and leaves nothing behind', async () => {
    const { socket, answer, sent, subscribeOther } = openSocket('one');
    await subscribeOther();

    const unsubscribing = socket.unsubscribe(calls);
    await answer(({ confirm }) => confirm());
    await unsubscribing;

    expect(sent().slice(1)).toMatchObject([{ action: 'unsubscribe', binding }]);
    expect(socket.isStale).toBe(false);
  });

  test('is sent although everybody who held a token has left', async () => {
    const { socket, source, answer, sent, subscribeOther } = openSocket('one');
    await subscribeOther();
    source.refuseToken('one');

    const unsubscribing = socket.unsubscribe(calls);
    await answer(({ confirm }) => confirm());
    await unsubscribing;

    expect(sent().at(-1)).toMatchObject({ action: 'unsubscribe', binding });
  });

  test('without a reply is not repeated, which could silence others; the socket is stale', async () => {
    const { socket, answer, sent, subscribeOther } = openSocket('one');
    await subscribeOther();

    const unsubscribing = socket.unsubscribe(calls);
    await answer(({ refuse }) => refuse('UPSTREAM_TIMEOUT'));
    await unsubscribing;

    expect(sent()).toHaveLength(2);
    expect(socket.isStale).toBe(true);
  });
});

test('a socket is stale once it has brought more that nobody wants than can have been on its way', () => {
  const { socket } = openSocket('one');

  for (let count = 0; count < 50; count += 1) socket.countUnwantedFrame();
  expect(socket.isStale).toBe(false);
  socket.countUnwantedFrame();

  expect(socket.isStale).toBe(true);
});

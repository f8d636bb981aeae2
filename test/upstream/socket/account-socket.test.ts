import { describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { AccountSocket } from '../../../src/upstream/socket/account-socket.ts';
import { account, callFrame } from '../harness/call-frame.ts';
import { KazooDouble } from '../harness/kazoo-double.ts';
import { TokenSourceDouble } from '../harness/token-source-double.ts';

const binding = 'call.*.*';
const calls = parseBinding(binding);
/** As `CommandQueue` says it. */
const invalidFormat = 'Kazoo refused the binding: invalid format for conference subscription : event, c1, *';

function openSocket(...tokens: readonly string[]) {
  return openSocketOf(account, ...tokens);
}

function openSocketOf(accountId: string, ...tokens: readonly string[]) {
  const kazoo = new KazooDouble();
  const source = new TokenSourceDouble(...tokens);
  const outcomes: string[] = [];
  const lost: Date[] = [];
  const events: BlackholeEvent[] = [];
  const socket = new AccountSocket(
    'ws://kazoo',
    {
      accountId,
      connect: kazoo.connect,
      tokens: source,
      observer: { onCommand: (action, outcome) => outcomes.push(`${action} ${outcome}`) },
      maxUnansweredSubscribes: 3,
    },
    {
      onOpen: () => undefined,
      onEvent: (event) => events.push(event),
      onStrayFrame: () => undefined,
      onReadyForCommand: () => undefined,
      onClose: () => undefined,
      onOverflow: (askedAt) => lost.push(askedAt),
    },
  );
  /** Answers the latest command, and lets what follows from it happen. */
  const answer = async (act: (sent: (typeof kazoo.socket.commands)[number]) => void): Promise<void> => {
    const sent = kazoo.socket.commands.at(-1);
    if (sent === undefined) throw new Error('nothing was sent');
    act(sent);
    await Promise.resolve().then(() => Promise.resolve());
  };
  /** Subscribes something: the first time the socket takes the identity of the token on offer. */
  const subscribeOther = async (): Promise<void> => {
    const subscribing = socket.subscribe(parseBinding('object.*.user'));
    await answer(({ confirm }) => confirm());
    await subscribing;
  };
  return { socket, kazoo, source, outcomes, lost, events, answer, subscribeOther, sent: () => kazoo.socket.commands };
}

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

  test.each(['UNAUTHENTICATED', 'FORBIDDEN'] as const)('is %s when no token is left to try', async (code) => {
    const { socket, answer, sent } = openSocket('only');

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse(code));

    expect(await subscribing).toMatchObject({ code });
    expect(sent()).toHaveLength(1);
  });

  test('is not sent at all without a token', async () => {
    const { socket, sent } = openSocket();

    expect(await socket.subscribe(calls)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(sent()).toEqual([]);
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
    const { socket, answer, sent, lost } = openSocket('one');

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse('UPSTREAM_TIMEOUT'));
    await answer(({ refuse }) => refuse('UPSTREAM_TIMEOUT'));
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(sent()).toHaveLength(3);
    expect(lost).toHaveLength(2);
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

  test('says FORBIDDEN and stays, when there is nobody else', async () => {
    const { socket, kazoo, answer, subscribeOther } = openSocket('only');
    await subscribeOther();

    const subscribing = socket.subscribe(calls);
    await answer(({ refuse }) => refuse('FORBIDDEN'));

    expect(await subscribing).toMatchObject({ code: 'FORBIDDEN' });
    expect(kazoo.socket.isClosed).toBe(false);
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

describe('conference events', () => {
  const conference = parseBinding('conference.event.c1.*');
  const ofFive = 'conference.event.*.c1.*';

  /** A socket that knows by its first success that it leads to Kazoo 5. */
  async function openSocketToFive() {
    const harness = openSocket('token');
    harness.kazoo.socket.speaksKazoo5 = true;
    await harness.subscribeOther();
    return harness;
  }

  test('are asked for in the form of all versions but 5 until the version is known', async () => {
    const { socket, answer, sent } = openSocket('token');

    const subscribing = socket.subscribe(conference);
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(sent()).toMatchObject([{ binding: 'conference.event.c1.*' }]);
  });

  test('are asked for in the form of Kazoo 5 at once where that is known', async () => {
    const { socket, answer, sent } = await openSocketToFive();

    const subscribing = socket.subscribe(conference);
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(sent().at(-1)).toMatchObject({ binding: ofFive });
  });

  test('are asked for in the form of Kazoo 5 when only that can have refused the other form', async () => {
    const { socket, answer, sent } = openSocket('token');

    const subscribing = socket.subscribe(conference);
    await answer(({ refuse }) => refuse('BINDING_REJECTED', invalidFormat));
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(sent().map((command) => command.binding)).toEqual(['conference.event.c1.*', ofFive]);
  });

  test.each([
    ['conference.event.c1.leg-1', invalidFormat],
    ['conference.event.c1.*.lock', invalidFormat],
    ['conference.event.c1.*', 'of another kind'],
  ])('are not, when others can have refused %s with "%s"', async (text, said) => {
    const { socket, answer, sent } = openSocket('token');

    const subscribing = socket.subscribe(parseBinding(text));
    await answer(({ refuse }) => refuse('BINDING_REJECTED', said));

    expect(await subscribing).toMatchObject({ code: 'BINDING_REJECTED' });
    expect(sent()).toHaveLength(1);
  });

  test('come under the key of their binding, and are given up as they were asked for', async () => {
    const { socket, kazoo, answer, sent, events } = await openSocketToFive();
    const subscribing = socket.subscribe(conference);
    await answer(({ confirm }) => confirm());
    await subscribing;

    kazoo.socket.bring({ ...callFrame('x'), subscribedKey: ofFive });
    const unsubscribing = socket.unsubscribe(conference);
    await answer(({ confirm }) => confirm());
    await unsubscribing;

    expect(events.map(({ subscribedKey }) => subscribedKey)).toEqual(['conference.event.c1.*']);
    expect(sent().at(-1)).toMatchObject({ action: 'unsubscribe', binding: ofFive });
  });
});

describe('for every account, Kazoo 5', () => {
  test.each(['call.*.*', 'fax.status.*'])('is not left with a subscription to %s', async (text) => {
    const { socket, kazoo, answer, sent } = openSocketOf('*', 'token');
    const onConfirmed = vi.fn();

    const subscribing = socket.subscribe(parseBinding(text), onConfirmed);
    kazoo.socket.speaksKazoo5 = true;
    await answer(({ confirm }) => confirm());
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toMatchObject({ code: 'BINDING_REJECTED' });
    expect(onConfirmed).not.toHaveBeenCalled();
    expect(kazoo.socket.said).toEqual([`subscribe ${text}`, `unsubscribe ${text}`]);
    expect(await socket.subscribe(parseBinding(text))).toMatchObject({ code: 'BINDING_REJECTED' });
    expect(await socket.subscribeAll([parseBinding(text)], onConfirmed)).toMatchObject({ code: 'BINDING_REJECTED' });
    expect(sent()).toHaveLength(2);
  });

  test('may be asked for conference events, of which it brings all', async () => {
    const { socket, kazoo, answer } = openSocketOf('*', 'token');
    kazoo.socket.speaksKazoo5 = true;

    const subscribing = socket.subscribe(parseBinding('conference.event.c1.*'));
    await answer(({ confirm }) => confirm());

    expect(await subscribing).toBeUndefined();
    expect(kazoo.socket.said).toEqual(['subscribe conference.event.*.c1.*']);
  });
});

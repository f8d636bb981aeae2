import { describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { openSocket, openSocketOf } from '../harness/account-socket-harness.ts';
import { callFrame } from '../harness/call-frame.ts';

/** As `CommandQueue` says it. */
const invalidFormat = 'Kazoo refused the binding: invalid format for conference subscription : event, c1, *';

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

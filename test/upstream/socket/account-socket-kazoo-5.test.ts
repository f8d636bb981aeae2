import { describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { openSocket, openSocketOf } from '../harness/account-socket-harness.ts';
import { callFrame } from '../harness/call-frame.ts';

const invalidFormat = 'invalid format for conference subscription : event, c1, *';

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

describe('of two bindings that Kazoo 5 counts as one', () => {
  const pairs = [
    ['notifications.sip.*', 'notifications.sip.missed_call'],
    ['notifications.sip.missed_call', 'notifications.sip.*'],
    ['fax.object.doc_created', 'object.doc_created.fax'],
    ['object.*.fax', 'fax.object.*'],
  ] as const;

  async function hold(harness: ReturnType<typeof openSocket>, ...texts: readonly string[]): Promise<void> {
    const subscribing = texts.map((text) => harness.socket.subscribe(parseBinding(text)));
    harness.kazoo.socket.confirmAll();
    await Promise.all(subscribing);
  }

  test.each(pairs)('%s is not given up while %s is held, or neither would bring anything', async (one, other) => {
    const harness = openSocket('token');
    harness.kazoo.socket.speaksKazoo5 = true;
    await hold(harness, one, other);

    const error = await harness.socket.unsubscribe(parseBinding(one));

    expect(error).toBeUndefined();
    expect(harness.sent().map(({ action }) => action)).toEqual(['subscribe', 'subscribe']);
    expect(harness.socket.isStale).toBe(true);
  });

  test.each(pairs)('%s is not given up while %s is being asked for', async (one, other) => {
    const harness = openSocket('token');
    harness.kazoo.socket.speaksKazoo5 = true;
    await hold(harness, one);
    void harness.socket.subscribe(parseBinding(other));

    await harness.socket.unsubscribe(parseBinding(one));

    expect(harness.kazoo.socket.said).toEqual([`subscribe ${one}`, `subscribe ${other}`]);
  });

  test.each(pairs)('%s is given up when Kazoo has refused %s', async (one, other) => {
    const harness = openSocket('token');
    harness.kazoo.socket.speaksKazoo5 = true;
    await hold(harness, one);
    const subscribing = harness.socket.subscribe(parseBinding(other));
    await harness.answer(({ refuse }) => refuse('BINDING_REJECTED'));
    await subscribing;

    void harness.socket.unsubscribe(parseBinding(one));

    expect(harness.kazoo.socket.said.at(-1)).toBe(`unsubscribe ${one}`);
  });

  test.each(pairs)('%s is given up beside %s on other versions, which count both', async (one, other) => {
    const harness = openSocket('token');
    await hold(harness, one, other);

    void harness.socket.unsubscribe(parseBinding(one));

    expect(harness.kazoo.socket.said.at(-1)).toBe(`unsubscribe ${one}`);
    expect(harness.socket.isStale).toBe(false);
  });

  test.each([
    ['notifications.sip.one', 'notifications.sip.other'],
    ['notifications.sip.*', 'notifications.other.*'],
    ['object.*.*', 'object.doc_edited.user'],
    ['fax.object.doc_created', 'object.*.fax'],
    ['fax.status.*', 'fax.status.j1'],
  ])('are not %s and %s', async (one, other) => {
    const harness = openSocket('token');
    harness.kazoo.socket.speaksKazoo5 = true;
    await hold(harness, one, other);

    void harness.socket.unsubscribe(parseBinding(one));

    expect(harness.kazoo.socket.said.at(-1)).toBe(`unsubscribe ${one}`);
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

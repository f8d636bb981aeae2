import { expect, test } from 'vitest';
import { AwaitedReplies, type Sent } from '../../../../src/kazoo/blackhole/losses/awaited-replies.ts';

function sentAt(atMs: number, isPing = true): Sent {
  return { isPing, atMs, lostFromMs: atMs, framesBefore: 0, knewClocks: false };
}

test('a reply overtakes all that was sent before it and not answered, overdue or not', () => {
  const replies = new AwaitedReplies();
  for (const id of ['a', 'b', 'c', 'd']) replies.add(id, sentAt(id.charCodeAt(0)));
  replies.overdue('a');

  expect(replies.answer('c')).toMatchObject({ to: { atMs: 99 }, overtaken: [{ atMs: 97 }, { atMs: 98 }] });
  expect(replies.answer('b')).toBeUndefined();
  expect(replies.answer('d')).toMatchObject({ overtaken: [] });
});

test('an overdue reply that comes overtakes only what was sent before it', () => {
  const replies = new AwaitedReplies();
  for (const id of ['a', 'b', 'c']) replies.add(id, sentAt(id.charCodeAt(0)));
  for (const id of ['a', 'b']) replies.overdue(id);

  expect(replies.answer('b')).toMatchObject({ to: { atMs: 98 }, overtaken: [{ atMs: 97 }] });
  expect(replies.answer('c')).toMatchObject({ overtaken: [] });
});

test('pings that are overdue do not count as waited for', () => {
  const replies = new AwaitedReplies();
  replies.add('subscribe', sentAt(1, false));
  for (const id of ['a', 'b']) replies.add(id, sentAt(2));

  expect(replies.overdue('a')).toBeDefined();
  expect(replies.overdue('a')).toBeUndefined();

  expect(replies.pings).toHaveLength(1);
});

test('where nothing is answered for long, the oldest are forgotten', () => {
  const replies = new AwaitedReplies();
  for (let id = 0; id < 200; id += 1) {
    replies.add(`${id}`, sentAt(id));
    replies.overdue(`${id}`);
  }
  replies.add('last', sentAt(200));

  expect(replies.answer('last')?.overtaken.map(({ atMs }) => atMs)).toEqual(
    Array.from({ length: 100 }, (_, index) => 100 + index),
  );
});

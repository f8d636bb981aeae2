import { expect, test } from 'vitest';
import { callConditions } from '../../../src/graphql/subscriptions/event-conditions.ts';
import { eventSource } from '../../../src/graphql/subscriptions/event-source.ts';
import { allOf, inputFilter } from '../../../src/graphql/subscriptions/item-filter.ts';
import { type Binding, parseBinding } from '../../../src/kazoo/blackhole/binding.ts';

const bindings: readonly Binding[] = [parseBinding('call.*.*')];
const nobodyListens = (): never => {
  throw new Error('Nothing is opened here');
};

test('nothing wanted is no filter', () => {
  expect(inputFilter(callConditions, null)).toBeUndefined();
  expect(inputFilter(callConditions, {})).toBeUndefined();
  expect(inputFilter(callConditions, { ownerIds: null })).toBeUndefined();
  expect(allOf(undefined, undefined)).toBeUndefined();
});

test('the same filter has the same key, however it is written', () => {
  const key = (ownerIds: string[]) => inputFilter(callConditions, { ownerIds, hideLoopback: true })?.key;

  expect(key(['u2', 'u1', 'u2'])).toBe(key(['u1', 'u2']));
  expect(key(['u1,u2'])).not.toBe(key(['u1', 'u2']));
});

test('sources of the same topic with different filters have different keys', () => {
  const key = (ownerIds: string[] | null) =>
    eventSource({
      accountId: 'a1',
      bindings,
      filter: inputFilter(callConditions, { ownerIds }),
      upstreams: {
        listen: nobodyListens,
        since: nobodyListens,
        checkCursor: () => undefined,
        rememberedLoss: nobodyListens,
      },
    }).key;

  expect(new Set([key(null), key(['u1']), key(['u2']), key(['u1'])]).size).toBe(3);
});

test('different conditions never have one key', () => {
  const owner = inputFilter(callConditions, { ownerIds: ['x'] });
  const device = inputFilter(callConditions, { authorizingIds: ['x'] });

  expect(owner?.key).not.toBe(device?.key);
  expect(allOf(owner, device)?.key).not.toBe(owner?.key);
});

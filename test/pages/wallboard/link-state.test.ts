import { expect, test } from 'vitest';
import type { LiveSnapshot } from '../../../src/client/index.ts';
import { gapText, linkState } from '../../../src/pages/wallboard/board/link-state.ts';
import type { KazooLink } from '../../../src/pages/wallboard/board/use-kazoo-link.ts';

const noon = Date.UTC(2026, 5, 1, 12);
const ago = (seconds: number): string => new Date(noon - seconds * 1_000).toISOString();

function calls(status: LiveSnapshot<unknown>['status'], error?: unknown): LiveSnapshot<unknown> {
  return { status, error, rows: [], gap: undefined, cursor: undefined, takenAt: undefined };
}

type StreamStatus = Extract<KazooLink, { readonly since: string }>;

function kazoo(state: StreamStatus['state'], others: Partial<StreamStatus> = {}): KazooLink {
  return { state, since: ago(30), reason: null, gap: null, ...others };
}

test('the board is live where the gateway is, and Kazoo behind it', () => {
  expect(linkState(calls('LIVE'), kazoo('LIVE'), noon)).toMatchObject({ name: 'LIVE', detail: '' });
});

test('what is away is named, the gateway before Kazoo, and of Kazoo since when', () => {
  const lost = kazoo('RECONNECTING');

  expect(linkState(calls('LIVE'), lost, noon)).toMatchObject({
    name: 'RECONNECTING',
    detail: 'to Kazoo',
    since: ago(30),
  });
  expect(linkState(calls('RECONNECTING'), lost, noon)).toMatchObject({
    name: 'RECONNECTING',
    detail: 'to the gateway',
    since: undefined,
  });
  expect(linkState(calls('LIVE'), kazoo('RATE_LIMITED'), noon)).toMatchObject({ name: 'RECONNECTING' });
});

test('a board is not called live before the gateway has said how Kazoo is doing, nor where it refuses to', () => {
  const refused = { state: 'UNKNOWN', reason: 'Too many subscriptions.', gap: null } as const;

  expect(linkState(calls('LIVE'), undefined, noon)).toMatchObject({ name: 'CONNECTING' });
  expect(linkState(calls('LIVE'), refused, noon)).toMatchObject({
    name: 'UNKNOWN',
    detail: 'whether Kazoo is heard',
    since: undefined,
  });
});

test('a board that has stopped says why', () => {
  const error = { message: 'You may not see this account.', extensions: { code: 'FORBIDDEN' } };

  expect(linkState(calls('ENDED', error), kazoo('LIVE'), noon)).toMatchObject({ name: 'ENDED', detail: error.message });
});

test('a gap is told for ten minutes, with how long it was and how long ago', () => {
  const gap = { from: ago(75), to: ago(63) };

  expect(linkState(calls('LIVE'), kazoo('LIVE', { gap }), noon).gap).toBe(gap);
  expect(gapText(gap, noon)).toBe('Gap of 0:12, 1:03 ago');
  expect(linkState(calls('LIVE'), kazoo('LIVE', { gap }), noon + 600_000).gap).toBeUndefined();
});

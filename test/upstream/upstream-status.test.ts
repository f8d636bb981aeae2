import { describe, expect, test } from 'vitest';
import type { DisconnectReason } from '../../src/kazoo/blackhole/disconnect-reason.ts';
import { type StatusFacts, stateName } from '../../src/upstream/upstream-status.ts';

const facts: StatusFacts = {
  connection: 'live',
  attempt: 0,
  isRestoring: false,
  reason: undefined,
  before: 'LIVE',
};

function lost(kind: DisconnectReason['kind']): DisconnectReason {
  return { kind, message: 'lost' };
}

describe('the state of an account is', () => {
  test.each<[string, string, Partial<StatusFacts>]>([
    ['IDLE', 'when it needs no connection', { connection: 'idle' }],
    ['CONNECTING', 'before its first connection', { connection: 'waiting', attempt: 1, before: 'IDLE' }],
    ['CONNECTING', 'while the first one opens', { connection: 'connecting', attempt: 1, before: 'CONNECTING' }],
    ['CONNECTING', 'until a socket holds a topic', { attempt: 1, before: 'CONNECTING' }],
    ['LIVE', 'once a socket holds a topic', { before: 'CONNECTING' }],
    ['RECONNECTING', 'when a topic that delivered is lost', { connection: 'waiting', attempt: 1, isRestoring: true }],
    ['RECONNECTING', 'until everything is restored', { isRestoring: true, before: 'RECONNECTING' }],
    ['RATE_LIMITED', 'when Kazoo allows no more', { connection: 'waiting', attempt: 2, reason: lost('rateLimited') }],
    ['RATE_LIMITED', 'during the next attempt', { connection: 'connecting', attempt: 2, before: 'RATE_LIMITED' }],
    ['RATE_LIMITED', 'even while restoring', { connection: 'connecting', isRestoring: true, before: 'RATE_LIMITED' }],
    ['RECONNECTING', 'when the limit is over', { isRestoring: true, before: 'RATE_LIMITED' }],
    [
      'CONNECTING',
      'when the next attempt fails otherwise',
      { connection: 'waiting', attempt: 3, before: 'RATE_LIMITED', reason: lost('refused') },
    ],
  ])('%s %s', (name, _when, some) => {
    expect(stateName({ ...facts, ...some })).toBe(name);
  });
});

import { vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { AccountConnection } from '../../../src/upstream/socket/account-connection.ts';
import { AccountSocket } from '../../../src/upstream/socket/account-socket.ts';
import { bindingLagMs } from '../../../src/upstream/socket/binding-lag.ts';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { OwnSockets } from '../../../src/upstream/socket/own-sockets.ts';
import { Topic } from '../../../src/upstream/topics/topic.ts';
import { settled } from '../../harness/settled.ts';
import { account } from './call-frame.ts';
import { KazooDouble } from './kazoo-double.ts';
import { TokenSourceDouble } from './token-source-double.ts';

export const url = 'ws://kazoo';
export const backoff = { baseMs: 1000, maxMs: 8000 };
export const calls = 'call.*.*';

/** An idle connection that would hold one topic, and all that it reports. */
export function newConnection(
  gate = new ConnectionGate({ urls: [url], connectsPerSecond: Number.POSITIVE_INFINITY, backoff }),
) {
  const kazoo = new KazooDouble();
  const notices: string[] = [];
  const topics = [new Topic(parseBinding(calls))];
  const socketOptions = {
    accountId: account,
    connect: kazoo.connect,
    tokens: new TokenSourceDouble('token'),
    observer: { onCommand: () => undefined },
    maxUnansweredSubscribes: 1,
  };
  const connection = new AccountConnection(
    new OwnSockets(gate, (socketUrl, listener) => new AccountSocket(socketUrl, socketOptions, listener)),
    { backoff, bindingLagMs },
    {
      priority: () => 1,
      topicsToMove: () => topics,
      onState: (state, reason, retryAt) => {
        const retryInMs = retryAt === undefined ? '' : ` for ${retryAt.getTime() - Date.now()} ms`;
        notices.push(`${state}${retryInMs}${reason === undefined ? '' : `: ${reason.kind}`}`);
      },
      onLost: (completeUntil) => notices.push(`lost ${(Date.now() - completeUntil.getTime()) / 1000} s ago`),
      onOverflow: (from, certain) =>
        notices.push(`${certain ? 'loss' : 'possible loss'} since ${(Date.now() - from.getTime()) / 1000} s ago`),
      onReplaced: (held) => notices.push(`replaced with ${held.map(({ text }) => text).join()}`),
      isDelivering: () => true,
      onEvent: ({ data }) => notices.push(`event ${data['call_id']}`),
      onStrayFrame: () => notices.push('stray'),
      onReadyForCommand: () => notices.push('ready'),
    },
  );
  return { connection, kazoo, gate, notices };
}

/** A connection whose socket holds what is wanted. */
export function liveConnection(gate?: ConnectionGate) {
  const harness = newConnection(gate);
  harness.connection.open();
  harness.kazoo.socket.open();
  harness.connection.prove();
  harness.notices.length = 0;
  return harness;
}

/**
 * The second socket, of a live connection that is being replaced, holds everything; `old` is being
 * read.
 */
export async function replacing() {
  const harness = liveConnection();
  const old = harness.kazoo.socket;
  harness.connection.replace();
  harness.kazoo.socket.open();
  harness.kazoo.socket.confirmAll();
  await settled();
  vi.advanceTimersByTime(bindingLagMs);
  await settled();
  return { ...harness, old, fresh: harness.kazoo.socket };
}

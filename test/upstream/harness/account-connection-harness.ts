import { vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { AccountConnection } from '../../../src/upstream/socket/account-connection.ts';
import { AccountSocket, bindingLagMs } from '../../../src/upstream/socket/account-socket.ts';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { Topic } from '../../../src/upstream/topics/topic.ts';
import { account } from './call-frame.ts';
import { KazooDouble } from './kazoo-double.ts';
import { settled } from './settled.ts';
import { TokenSourceDouble } from './token-source-double.ts';

export const url = 'ws://kazoo';
export const backoff = { baseMs: 1000, maxMs: 8000 };
export const calls = 'call.*.*';

/** An idle connection that would hold one topic, and all that it tells. */
export function newConnection(
  gate = new ConnectionGate({ urls: [url], connectsPerSecond: Number.POSITIVE_INFINITY, backoff }),
) {
  const kazoo = new KazooDouble();
  const told: string[] = [];
  const topics = [new Topic(parseBinding(calls))];
  const socketOptions = {
    accountId: account,
    connect: kazoo.connect,
    tokens: new TokenSourceDouble('token'),
    observer: { onCommand: () => undefined },
    maxUnansweredSubscribes: 1,
  };
  const connection = new AccountConnection(
    (socketUrl, listener) => new AccountSocket(socketUrl, socketOptions, listener),
    gate,
    backoff,
    {
      priority: () => 1,
      wantedTopics: () => topics,
      onState: (state, reason, retryAt) => {
        const retryInMs = retryAt === undefined ? '' : ` for ${retryAt.getTime() - Date.now()} ms`;
        told.push(`${state}${retryInMs}${reason === undefined ? '' : `: ${reason.kind}`}`);
      },
      onLost: (lastHeard) => told.push(`lost ${(Date.now() - lastHeard.getTime()) / 1000} s ago`),
      onReplyLost: () => told.push('reply lost'),
      onReplaced: (held) => told.push(`replaced with ${held.map(({ text }) => text).join()}`),
      isDelivering: () => true,
      onEvent: ({ data }) => told.push(`event ${data['call_id']}`),
      onStrayFrame: () => told.push('stray'),
      onReadyForCommand: () => told.push('ready'),
    },
  );
  return { connection, kazoo, gate, told };
}

/** A connection whose socket holds what is wanted. */
export function liveConnection() {
  const harness = newConnection();
  harness.connection.open();
  harness.kazoo.socket.open();
  harness.connection.prove();
  harness.told.length = 0;
  return harness;
}

/** The second socket, of a live connection that is being replaced, holds everything; `old` is being read. */
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

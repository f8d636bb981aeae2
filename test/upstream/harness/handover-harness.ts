import { vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { BlackholeConnectionListener } from '../../../src/kazoo/blackhole/blackhole-connection.ts';
import { AccountSocket } from '../../../src/upstream/socket/account-socket.ts';
import { bindingLagMs } from '../../../src/upstream/socket/binding-lag.ts';
import { SocketHandover } from '../../../src/upstream/socket/socket-handover.ts';
import { Topic } from '../../../src/upstream/topics/topic.ts';
import { settled } from '../../harness/settled.ts';
import { account } from './call-frame.ts';
import { KazooDouble } from './kazoo-double.ts';
import { TokenSourceDouble } from './token-source-double.ts';

export const calls = 'call.*.*';
export const users = 'object.*.user';
const url = 'ws://kazoo';

/** Kazoo makes the bindings that it has confirmed. */
export async function bound(): Promise<void> {
  await settled();
  vi.advanceTimersByTime(bindingLagMs);
  await settled();
}

/** The new socket has just been asked for; `old` and `fresh` are the two ends at Kazoo. */
export function startHandover(...bindings: readonly string[]) {
  const kazoo = new KazooDouble();
  const topics = bindings.map((text) => new Topic(parseBinding(text)));
  const ignored = {
    onOpen: () => {},
    onClose: () => {},
    onEvent: () => {},
    onStrayFrame: () => {},
    onReadyForCommand: () => {},
    onOverflow: () => {},
    onCrowded: () => {},
  };
  const options = {
    accountId: account,
    connect: kazoo.connect,
    tokens: new TokenSourceDouble('token'),
    observer: { onCommand: () => undefined },
    maxUnansweredSubscribes: 1,
  };
  const old = new AccountSocket(url, options, ignored);
  const oldEnd = kazoo.socket;
  const ready = vi.fn<(held: readonly string[], callIds: readonly unknown[]) => void>();
  const failed = vi.fn();
  const open = (listener: Pick<BlackholeConnectionListener, 'onOpen' | 'onClose' | 'onEvent'>) =>
    new AccountSocket(url, options, { ...ignored, ...listener });
  const handover = new SocketHandover(old, open, bindingLagMs, {
    isDelivering: ({ subscribedKey }) => subscribedKey === calls,
    topicsToMove: () => topics,
    onReady: (_socket, held, events) =>
      ready(
        held.map(({ text }) => text),
        events.map(({ data }) => data['call_id']),
      ),
    onFailed: failed,
  });
  return { handover, topics, ready, failed, old: oldEnd, fresh: kazoo.socket };
}

/**
 * As above, and the new socket holds everything that was wanted; the old one is being read up to
 * there.
 */
export async function startDraining(...bindings: readonly string[]) {
  const harness = startHandover(...bindings);
  harness.fresh.open();
  harness.fresh.confirmAll();
  await bound();
  return harness;
}

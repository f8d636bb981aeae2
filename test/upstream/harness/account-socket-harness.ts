import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { AccountSocket } from '../../../src/upstream/socket/account-socket.ts';
import { account } from './call-frame.ts';
import { KazooDouble } from './kazoo-double.ts';
import { TokenSourceDouble } from './token-source-double.ts';

/** An account's socket with these tokens on offer, and Kazoo at its other end. */
export function openSocket(...tokens: readonly string[]) {
  return openSocketOf(account, ...tokens);
}

export function openSocketOf(accountId: string, ...tokens: readonly string[]) {
  const kazoo = new KazooDouble();
  const source = new TokenSourceDouble(...tokens);
  const outcomes: string[] = [];
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
      onOverflow: () => undefined,
      onCrowded: () => undefined,
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
  return { socket, kazoo, source, outcomes, events, answer, subscribeOther, sent: () => kazoo.socket.commands };
}

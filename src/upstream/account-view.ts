import type { KazooEvent } from '../kazoo/events/kazoo-event.ts';
import type { Receipts } from './history/account-history.ts';
import type { Topic } from './topics/topic.ts';

/** What is known of an account's events and of one topic, for those who ask why none come. */
export interface AccountView {
  /** Undefined while nobody listens to the binding. */
  readonly topic: Pick<Topic, 'isComplete' | 'completeSince' | 'openGap'> | undefined;
  /** The account's events that are remembered, latest first, read while it is iterated. */
  readonly latest: Iterable<KazooEvent>;
}

/** What an account is followed for, and how much comes, for operators. */
export interface AccountOverview {
  readonly accountId: string;
  readonly receipts: Receipts;
  /** The reseller whose socket carries the account; undefined on one of its own, or without one. */
  readonly carriedBy: string | undefined;
  /** What this instance is to it in a fleet. */
  readonly role?: string;
  /** Read while it is iterated. */
  readonly topics: Iterable<Pick<Topic, 'binding' | 'state' | 'isComplete' | 'isWanted' | 'listenerCount'>>;
}

/** Nobody listens to anything of the account. */
export const nothingFollowed: AccountView = { topic: undefined, latest: [] };

import type { CursorTime } from '../history/event-clock.ts';
import type { OpenGap } from '../history/gap.ts';

/** How far a topic has delivered. */
export interface Delivery {
  /**
   * The time of the latest event, or of the moment since which events are delivered. It never goes
   * back, which keeps the order.
   */
  latest: CursorTime;
  /** Since when no event was missed. */
  readonly completeSince: CursorTime;
}

/** Kazoo confirmed the subscription, and may not have made the binding yet (`bindingLagMs`). */
export interface BindingLag {
  /** Fires when the binding must exist. */
  readonly timer: NodeJS.Timeout;
  /**
   * Whether an event that comes through the binding shows that it exists; an earlier binding would
   * bring events, too.
   */
  readonly endsWithEvent: boolean;
}

interface NotDelivering {
  readonly delivery: undefined;
}

interface Delivering {
  readonly delivery: Delivery;
}

/** Listeners may have missed events; the gap is announced when it is over. */
interface WithGap {
  readonly openGap: OpenGap;
}

interface WithoutGap {
  readonly openGap: undefined;
}

/** The account's socket does not hold the topic. With a gap: it was lost while it delivered. */
type Unsubscribed = { readonly name: 'unsubscribed' } & NotDelivering & (WithGap | WithoutGap);

/** Kazoo is asked for the topic, and has not answered. */
type Subscribing = { readonly name: 'subscribing'; readonly isRenewal: false } & NotDelivering & (WithGap | WithoutGap);

/**
 * Kazoo is asked once more for what the socket holds: the binding means more by now than what comes
 * through it.
 */
type Renewing = { readonly name: 'subscribing'; readonly isRenewal: true } & (NotDelivering | Delivering) & WithGap;

/**
 * Events that come through other topics are not delivered meanwhile: of those that follow them some
 * may be missing. What a renewed binding meant before is.
 */
type Confirmed = { readonly name: 'subscribed'; readonly lag: BindingLag } & (
  | (NotDelivering & (WithGap | WithoutGap))
  | (Delivering & WithGap)
);

/** Everything that the binding means is delivered. With a gap: the socket is about to be closed. */
type Subscribed = { readonly name: 'subscribed'; readonly lag: undefined } & Delivering & (WithGap | WithoutGap);

/** Kazoo is asked to give the topic up. Nobody listens, so nobody misses anything. */
type Unsubscribing = { readonly name: 'unsubscribing' } & NotDelivering & WithoutGap;

/** What the account's socket holds of a topic, and what listeners get of it. */
export type TopicState = Unsubscribed | Subscribing | Renewing | Confirmed | Subscribed | Unsubscribing;

import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { Gap } from '../../upstream/history/gap.ts';

/** Something that the gateway has found out from an account's events, and perhaps read at Kazoo. */
export interface News<Content> {
  /** Equal for all that is told of the same: it is told once. */
  readonly id: string;
  readonly content: Content;
  /** The users, and devices, whose news it is: who sees only their own is one of them. */
  readonly owners: readonly string[];
}

/** News in the order of events. Its `data` is empty: `content` takes its place. */
export interface NewsEvent<Content> extends KazooEvent {
  readonly content: Content;
}

/** Makes news of the events of one account. */
export interface NewsMaker {
  /** Whether it knows of news that it cannot tell yet. */
  readonly isHolding: boolean;
  /** Ids of what it has begun and cannot tell yet, whether or not it will be news. */
  readonly unfinished: readonly string[];
  /** About, in bytes: what it keeps of things that are not over or cannot be told yet. */
  readonly retainedBytes: number;
  /** Resolves when it misses nothing that it needs beside the events. Never rejects. */
  readonly ready: Promise<void>;
  /** Whether it knows of what has this id all that its news is made of, and has not told it. */
  follows(id: string): boolean;
  /** Takes an event. Hot: once per event. */
  receive(event: KazooEvent): void;
  /** Events may be missing before the next one. */
  onGap(gap: Gap): void;
  /** Idempotent. Nothing is told any more. */
  close(): void;
}

/** What a maker does with what it has found out. */
export interface NewsTeller<Content> {
  tell(news: News<Content>): void;
  /** News may be missing, although no event is. */
  lose(gap: Gap): void;
}

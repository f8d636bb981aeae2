import type { After } from '../after.ts';
import type { Account } from '../directory/account.ts';
import type { Directory } from '../directory/directory.ts';
import type { LiveState } from '../directory/live-state.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import { Random } from '../random.ts';
import { attendedTransfer } from './attended-transfer-story.ts';
import {
  declinedCall,
  heldCall,
  inboundCall,
  internalCall,
  missedCall,
  outboundCall,
  parkedCall,
  streamedCall,
  transferredCall,
} from './call-stories.ts';
import { conference } from './conference-story.ts';
import { edit, incomingFax, outgoingFax, voicemail } from './document-stories.ts';
import type { Publisher } from './publisher.ts';
import { queuedCall } from './queue-story.ts';
import { ringGroup } from './ring-group-story.ts';
import type { Story, TrafficSite } from './traffic-site.ts';

export interface TrafficOptions {
  /** Default 1. The same seed, clock and rate give the same events. */
  readonly seed?: number;
  /**
   * How many stories begin in a minute, over all accounts; default 30, some four events a second.
   */
  readonly callsPerMinute?: number;
  /** Account names and how often each is chosen. Default: `demo` four times as often as `other`. */
  readonly accounts?: Readonly<Record<string, number>>;
}

export interface TrafficSurroundings {
  readonly directory: Directory;
  readonly publisher: Publisher;
  readonly live: LiveState;
  readonly behaviour: KazooBehaviour;
  readonly now: () => number;
  readonly after: After;
}

/** Told in turn at first, so that a minute shows everything, and then by chance. */
const repertoire = [
  inboundCall,
  internalCall,
  conference,
  voicemail,
  heldCall,
  incomingFax,
  parkedCall,
  outboundCall,
  edit,
  missedCall,
  transferredCall,
  outgoingFax,
  declinedCall,
  attendedTransfer,
  ringGroup,
] as const;

const msPerMinute = 60_000;
const defaultCallsPerMinute = 30;
const defaultAccounts = { demo: 4, other: 1 };

/**
 * Lets plausible things happen: begins a story every now and then, and takes each from step to
 * step.
 */
export class Traffic {
  readonly #around: TrafficSurroundings;
  readonly #random: Random;
  readonly #meanPauseMs: number;
  readonly #accounts: readonly Account[];
  readonly #stories: readonly ((site: TrafficSite) => Story)[];
  readonly #running = new Map<Story, () => void>();
  readonly #revisions = new Map<string, number>();
  #cancelNext: () => void;
  #told = 0;

  /** Begins the first story at once. @throws when an account is unknown. */
  constructor(around: TrafficSurroundings, options: TrafficOptions = {}) {
    this.#around = around;
    this.#random = new Random(options.seed ?? 1);
    this.#stories = [
      ...repertoire,
      // Only Kazoo 5 tells of streams.
      ...(around.behaviour.hasEvents5 ? [streamedCall] : []),
      ...(around.behaviour.hasQueues ? [queuedCall] : []),
    ];
    this.#meanPauseMs = msPerMinute / (options.callsPerMinute ?? defaultCallsPerMinute);
    this.#accounts = Object.entries(options.accounts ?? defaultAccounts).flatMap(([name, weight]) =>
      Array.from({ length: weight }, () => around.directory.account(name)),
    );
    this.#cancelNext = around.after(0, () => this.#beginStory());
  }

  /** Begins nothing any more, and ends what is going on: legs that are up hang up. */
  stop(): void {
    this.#cancelNext();
    for (const [story, cancel] of this.#running) {
      cancel();
      story.return();
    }
    this.#running.clear();
  }

  #beginStory(): void {
    const tell = this.#stories[this.#told] ?? this.#random.pick(this.#stories);
    this.#told += 1;
    this.#advance(tell(this.#siteOf(this.#random.pick(this.#accounts))));
    const pauseMs = Math.round(this.#meanPauseMs * (0.5 + this.#random.next()));
    this.#cancelNext = this.#around.after(pauseMs, () => this.#beginStory());
  }

  #advance(story: Story): void {
    const step = story.next();
    if (step.done) this.#running.delete(story);
    else
      this.#running.set(
        story,
        this.#around.after(step.value, () => this.#advance(story)),
      );
  }

  #siteOf(account: Account): TrafficSite {
    const { directory, publisher, live, behaviour, now, after } = this.#around;
    return {
      account,
      resellerId: directory.resellerOf(account)?.id ?? account.id,
      publisher,
      live,
      behaviour,
      // Each story has its own chance: what one does must not depend on how far another has come.
      random: new Random(this.#random.integer(0, 2 ** 31)),
      now,
      after,
      revisions: this.#revisions,
    };
  }
}

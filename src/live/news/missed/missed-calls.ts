import type { KazooEvent } from '../../../kazoo/events/kazoo-event.ts';
import type { BackoffOptions } from '../../../scheduling/backoff.ts';
import { closeGap, type Gap } from '../../../upstream/history/gap.ts';
import { RecentMap } from '../../../upstream/history/recent-map.ts';
import type { TopicListener } from '../../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../../upstream/topics/topic-subscription.ts';
import type { NewsMaker, NewsTeller } from '../news.ts';
import type { VoicemailMessage } from '../voicemail/voicemail-message.ts';
import { CallStories } from './call-stories.ts';
import type { MissedStory } from './call-story.ts';
import type { MissedCall } from './missed-call.ts';
import { VoicemailWatch } from './voicemail-watch.ts';

/** What is known of the account's voicemail. */
export interface VoicemailNews {
  listen(listener: TopicListener): TopicSubscription;
  /** Whether a message has come of which Kazoo has not told more yet. */
  isHolding(): boolean;
}

export interface MissedCallsOptions {
  readonly accountId: string;
  readonly teller: NewsTeller<MissedCall>;
  readonly voicemail: VoicemailNews;
  /** How long after a failure voicemail is listened to again. */
  readonly backoff: BackoffOptions;
  /** Called with each failure to listen to voicemail. */
  readonly onVoicemailFailed: (error: unknown) => void;
  /** How many calls may be up before all are forgotten: ends that never came pile up. */
  readonly maxCalls: number;
}

/** A message is filed when its caller has hung up: it begins to be within this time. */
const voicemailWithinMs = 3_000;
/** Kazoo may take so long to file it: it uploads the recording and sends mail before. */
const voicemailFiledWithinMs = 60_000;
/** About: a call that is held, with its timer, and each of its phones. */
const [bytesPerHeld, bytesPerPhone] = [1_500, 100];
/** Who left messages of late. */
const rememberedMessages = 128;

interface HeldCall extends MissedStory {
  readonly timer: NodeJS.Timeout;
}

/**
 * Tells of each call that somebody missed, when it is over. Where the caller had been answered, be
 * it by a mailbox, it is told once it is known whether there is a message: three seconds later if
 * none begins to be filed.
 */
export class MissedCalls implements NewsMaker {
  readonly ready: Promise<void>;
  readonly #options: MissedCallsOptions;
  readonly #stories: CallStories;
  readonly #voicemail: VoicemailWatch;
  /** By the caller's leg. */
  readonly #held = new Map<string, HeldCall>();
  #heldBytes = 0;
  readonly #left = new RecentMap<true>(rememberedMessages);

  constructor(options: MissedCallsOptions) {
    this.#options = options;
    this.#stories = new CallStories(options.accountId, () => performance.now());
    const { voicemail, backoff, onVoicemailFailed } = options;
    this.#voicemail = new VoicemailWatch({
      listen: (listener) => voicemail.listen(listener),
      backoff,
      onMessage: (message) => this.#onMessage(message),
      onMissed: () => this.#tellHeld(),
      onFailed: onVoicemailFailed,
    });
    // Without voicemail calls are told all the same, without whether there is a message.
    this.ready = this.#voicemail.ready;
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  get unfinished(): readonly string[] {
    return [...this.#stories.begunCallIds, ...this.#held.keys()];
  }

  follows(callId: string): boolean {
    return this.#stories.hasBegun(callId) || this.#held.has(callId);
  }

  get retainedBytes(): number {
    return this.#stories.retainedBytes + this.#heldBytes;
  }

  receive(event: KazooEvent): void {
    const missed = this.#stories.receive(event);
    if (missed !== undefined) this.#take(missed);
    if (this.#stories.size <= this.#options.maxCalls) return;
    this.#stories.startOver();
    this.#options.teller.lose(closeGap({ from: event.receivedAt, reason: 'UPSTREAM_OVERFLOW', certain: false }));
  }

  /** What is only possible must not cost the calls that are up: mostly nothing is missing. */
  onGap({ certain }: Gap): void {
    if (certain) this.#stories.startOver();
  }

  close(): void {
    for (const { timer } of this.#held.values()) clearTimeout(timer);
    this.#held.clear();
    this.#voicemail.close();
  }

  #onMessage({ callId }: VoicemailMessage): void {
    if (callId === null) return;
    const held = this.#held.get(callId);
    if (held !== undefined) this.#tell(held, true);
    else if (this.#left.get(callId) === undefined) this.#left.set(callId, true);
  }

  /** A message may be missing: nobody knows of which call. */
  #tellHeld(): void {
    for (const held of [...this.#held.values()]) this.#tell(held, null);
  }

  #take(missed: MissedStory): void {
    const { callId } = missed.call;
    const before = this.#held.get(callId);
    // A row that ended twice: there is no telling of which end a message will be.
    if (before !== undefined) this.#tell(before, null);
    if (!missed.wasTakenBySwitch) this.#tell(missed, false);
    else if (this.#left.get(callId) === true) this.#tell(missed, true);
    else if (!this.#voicemail.isListening || this.#held.size >= this.#options.maxCalls) this.#tell(missed, null);
    else this.#hold(missed, voicemailWithinMs);
  }

  #hold(missed: MissedStory, heldForMs: number): void {
    const timer = setTimeout(() => {
      const { voicemail } = this.#options;
      if (!voicemail.isHolding()) this.#tell(missed, this.#voicemail.isListening ? false : null);
      else if (heldForMs >= voicemailFiledWithinMs) this.#tell(missed, null);
      else this.#hold(missed, heldForMs + voicemailWithinMs);
    }, voicemailWithinMs);
    this.#release(missed.call.callId);
    this.#held.set(missed.call.callId, { ...missed, timer });
    this.#heldBytes += bytesOf(missed);
  }

  #tell({ call, owners }: MissedStory, leftVoicemail: boolean | null): void {
    this.#release(call.callId);
    const id = `missed/${call.id}/${call.occurredAt.getTime()}`;
    this.#options.teller.tell({ id, content: { ...call, leftVoicemail }, owners });
  }

  #release(callId: string): void {
    const held = this.#held.get(callId);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#held.delete(callId);
    this.#heldBytes -= bytesOf(held);
  }
}

function bytesOf({ call: { missedBy }, owners }: MissedStory): number {
  return bytesPerHeld + bytesPerPhone * (missedBy.length + owners.length);
}

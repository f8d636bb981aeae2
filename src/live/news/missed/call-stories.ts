import type { KazooEvent } from '../../../kazoo/events/kazoo-event.ts';
import { CallRows } from '../../calls/call-rows.ts';
import { readLegEvent } from '../../calls/leg-report.ts';
import { CallStory, type MissedStory } from './call-story.ts';

/**
 * Follows the calls of an account from their beginnings, and finds those that somebody missed. It
 * takes no list of Kazoo's: what was up before, or when events were missing, is not judged. An
 * event costs what it costs the live list, and a third more: 0.1 ms, however many clients follow.
 */
export class CallStories {
  readonly #accountId: string;
  readonly #now: () => number;
  #rows: CallRows;
  #stories = new Map<string, CallStory>();
  #storyOfLeg = new Map<string, CallStory>();
  /** The bytes of all stories. */
  #bytes = 0;

  /** @param now the monotonic clock, in milliseconds */
  constructor(accountId: string, now: () => number) {
    this.#accountId = accountId;
    this.#now = now;
    this.#rows = new CallRows(accountId, now);
  }

  /** How many calls are up. */
  get size(): number {
    return this.#stories.size;
  }

  /** The callers' legs of calls that are up, and were followed from their beginnings. */
  get begunCallIds(): readonly string[] {
    return [...this.#stories.values()].flatMap((story) => story.begunCallId ?? []);
  }

  /** Whether the call with this caller's leg is up, and was followed from its beginning. */
  hasBegun(callId: string): boolean {
    return this.#storyOfLeg.get(callId)?.begunCallId === callId;
  }

  /** About what the calls that are up take, with their legs. */
  get retainedBytes(): number {
    return this.#rows.retainedBytes + this.#bytes;
  }

  /** Takes an event; returns what was missed in the call that it ends. Hot: once per call event. */
  receive(event: KazooEvent): MissedStory | undefined {
    const report = readLegEvent(event);
    if (report === undefined) return undefined;
    this.#rows.receive(event);
    const { changed, removed } = this.#rows.takeChanges();
    for (const row of changed) {
      const story = this.#storyOf(row.id);
      this.#bytes -= story.bytes;
      story.see(row);
      this.#bytes += story.bytes;
      for (const { callId } of row.legs) this.#storyOfLeg.set(callId, story);
    }
    const story = this.#storyOfLeg.get(report.callId);
    if (story !== undefined) {
      this.#bytes -= story.bytes;
      story.hear(report, event.name);
      this.#bytes += story.bytes;
    }
    let missed: MissedStory | undefined;
    for (const gone of removed) {
      if (gone.reason === 'ENDED') missed = this.#stories.get(gone.id)?.end(gone);
      this.#forget(gone.id);
    }
    if (event.name === 'CHANNEL_DESTROY') {
      this.#storyOfLeg.delete(report.callId);
      story?.callIds.delete(report.callId);
    }
    return missed;
  }

  /** Forgets the calls that are up. */
  startOver(): void {
    this.#rows = new CallRows(this.#accountId, this.#now);
    this.#stories = new Map();
    this.#storyOfLeg = new Map();
    this.#bytes = 0;
  }

  #storyOf(id: string): CallStory {
    const known = this.#stories.get(id);
    if (known !== undefined) return known;
    const story = new CallStory();
    this.#bytes += story.bytes;
    this.#stories.set(id, story);
    return story;
  }

  #forget(id: string): void {
    const story = this.#stories.get(id);
    this.#stories.delete(id);
    this.#bytes -= story?.bytes ?? 0;
    // Of a call that was merged with another one, the other has the legs by now.
    for (const callId of story?.callIds ?? [])
      if (this.#storyOfLeg.get(callId) === story) this.#storyOfLeg.delete(callId);
  }
}

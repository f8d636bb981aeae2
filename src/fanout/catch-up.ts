import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { SourceEvent } from './shared-source.ts';

/** What a client says that resumes. */
export interface Resume {
  /** The cursor of the last event that it has seen. */
  readonly after: string;
  /** On whose behalf the work is queued; clients alternate. */
  readonly client: string;
}

/** A subscriber that is served what it missed. */
export interface ResumingSubscriber {
  /** @throws when what was missed is not known completely. */
  readonly replay: (after: string) => Iterable<SourceEvent>;
  /** False once the subscriber has left. */
  readonly isWanted: () => boolean;
  readonly send: (events: readonly SourceEvent[]) => void;
  /**
   * Sends the last events and lets the subscriber go on live, in one step; then it has seen
   * everything up to the cursor.
   */
  readonly sendLast: (events: readonly SourceEvent[], seen: string) => void;
  /** Resolves when the client can be sent more. */
  readonly drained: () => Promise<void>;
}

/** How many missed events are served at a time. */
const portionSize = 100;
/** No more is added to a portion that has so many bytes: a single event may be larger. */
const portionBytes = 262_144;

/**
 * Serves the past in portions, so that neither the event loop nor the client's buffer is flooded.
 * Resolves when the subscriber is live or has left.
 *
 * @throws what `replay` throws.
 */
export async function catchUp(
  { after, client }: Resume,
  queue: SlicedQueue,
  subscriber: ResumingSubscriber,
): Promise<void> {
  let seen: string | undefined = after;
  while (seen !== undefined) {
    const from: string = seen;
    seen = await queue.run(client, () => servePortion(subscriber, from), subscriber.isWanted);
    if (seen !== undefined) await subscriber.drained();
  }
}

/** Returns the cursor after which there is more to serve; undefined when there is not. */
function servePortion({ replay, send, sendLast }: ResumingSubscriber, after: string): string | undefined {
  const portion: SourceEvent[] = [];
  let bytes = 0;
  for (const event of replay(after)) {
    const last = portion.at(-1);
    if (last !== undefined && (portion.length === portionSize || bytes >= portionBytes)) {
      send(portion);
      return last.cursor;
    }
    portion.push(event);
    bytes += event.size;
  }
  sendLast(portion, portion.at(-1)?.cursor ?? after);
  return undefined;
}

import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { SourceEvent } from './shared-source.ts';

/** What a client says that resumes. */
export interface Resume {
  /** The cursor of the last event that it has seen. */
  readonly after: string;
  /** On whose behalf the work is queued; clients alternate. */
  readonly client: string;
}

/** One subscriber that is served what it missed. */
export interface Latecomer {
  /** @throws when what was missed is not known completely. */
  readonly replay: (after: string) => readonly SourceEvent[];
  /** False once the subscriber has left. */
  readonly isWanted: () => boolean;
  readonly send: (events: readonly SourceEvent[]) => void;
  /** Sends the last events and lets the subscriber go on live, in one step. */
  readonly sendLast: (events: readonly SourceEvent[]) => void;
  /** Resolves when the client can be sent more. */
  readonly drained: () => Promise<void>;
}

/** How many missed events are served at a time. */
const portionSize = 100;

/**
 * Serves the past in portions, so that neither the event loop nor the client's buffer is flooded.
 * Resolves when the subscriber is live or has left.
 *
 * @throws what `replay` throws.
 */
export async function catchUp({ after, client }: Resume, queue: SlicedQueue, latecomer: Latecomer): Promise<void> {
  let seen: string | undefined = after;
  while (seen !== undefined) {
    const from: string = seen;
    seen = await queue.run(client, () => servePortion(latecomer, from), latecomer.isWanted);
    if (seen !== undefined) await latecomer.drained();
  }
}

/** Returns the cursor after which there is more to serve; undefined when there is not. */
function servePortion({ replay, send, sendLast }: Latecomer, after: string): string | undefined {
  const missed = replay(after);
  const portion = missed.slice(0, portionSize);
  const last = portion.at(-1);
  if (last === undefined || portion.length === missed.length) {
    sendLast(portion);
    return undefined;
  }
  send(portion);
  return last.cursor;
}

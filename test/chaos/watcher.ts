import type { Entry } from './journal.ts';
import type { Record } from './record.ts';

/** What a client subscribes to, and which of the published events that means. */
export interface Operation {
  readonly query: string;
  readonly wants: (entry: Entry) => boolean;
  /**
   * While one of several topics is being restored the others continue: the notice of its gap comes
   * when the gap ends.
   */
  readonly hasSeveralTopics: boolean;
}

function callOperation(events: readonly string[] | undefined): Operation {
  const named = events === undefined ? '' : `, events: [${events.join(', ')}]`;
  return {
    query: `subscription ($after: String, $accountId: ID) {
      stream: callEvents(after: $after, accountId: $accountId${named}) {
        id: callId cursor gap { from to reason certain }
      }
    }`,
    hasSeveralTopics: events !== undefined && events.length > 1,
    wants: ({ kind }) => (events === undefined ? kind.startsWith('CHANNEL') : events.includes(kind)),
  };
}

export const operations = {
  calls: callOperation(undefined),
  creations: callOperation(['CHANNEL_CREATE']),
  ends: callOperation(['CHANNEL_DESTROY']),
  creationsAndEnds: callOperation(['CHANNEL_CREATE', 'CHANNEL_DESTROY']),
  messages: {
    query: `subscription ($after: String, $accountId: ID) {
        stream: documentEvents(after: $after, accountId: $accountId, type: MAILBOX_MESSAGE) {
          id: documentId cursor gap { from to reason certain }
        }
      }`,
    hasSeveralTopics: false,
    wants: ({ kind }) => kind === 'mailbox_message',
  },
} as const satisfies { readonly [name: string]: Operation };

export interface WatcherOptions {
  readonly record: Record;
  readonly operation: Operation;
  readonly accountId: string;
  /** Where the gateway is, for each connection. */
  readonly url: () => string;
  /** A token for each connection. */
  readonly token: () => string;
  /** Whether the client resumes with the last cursor that it saw, or starts afresh. */
  readonly resumes: boolean;
  /** The pause before the client reconnects. */
  readonly pauseMs: () => number;
}

/** A client that reconnects whenever it loses its stream, and records what it saw. */
export interface Watcher {
  readonly record: Record;
  readonly operation: Operation;
  readonly isSse: boolean;
  /** True when the client has subscribed on its current connection. */
  readonly isSubscribed: boolean;
  /** Cuts the client's connection, as in a tunnel; the client reconnects by itself. */
  cut(): void;
  /** Stops reading until the returned function is called. */
  pause(): () => void;
  /** Leaves for good. */
  stop(): void;
}

import type { GraphQLError } from 'graphql';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { FlushScheduler } from './flush-scheduler.ts';
import type { StartFrames } from './projection/start-frames.ts';

/** What all groups of a fan-out share. */
export interface GroupServices {
  readonly scheduler: FlushScheduler;
  /**
   * For the catch-ups of all groups: thousands of clients come back at once, or one with hundreds
   * of subscriptions.
   */
  readonly catchUps: SlicedQueue;
  /** Reports what was thrown, and returns the error that the clients get. */
  readonly maskError: (error: unknown) => GraphQLError;
  /** Hot: called when `events` begin their way to `subscribers`. */
  readonly onDelivered: (events: number, subscribers: number) => void;
  /** Hot: called when an event was executed and serialized. */
  readonly onExecuted: (durationMs: number) => void;
  readonly limits: GroupLimits;
  readonly startFrames: StartFrames;
}

/** What one group may hold. Beyond it events are lost, and its subscribers are told of a gap. */
export interface GroupLimits {
  /** Of events that wait for their turn, as they were received. */
  readonly maxBacklogBytes: number;
  /** Of one result. */
  readonly maxResultBytes: number;
  /** Called when events are lost. */
  readonly onLost: (events: number) => void;
}

import type { GraphQLError } from 'graphql';
import type { NextFrame } from './next-frame.ts';

/**
 * Where the frames of a subscriber go: an operation on a WebSocket connection, or an SSE response.
 */
export interface FrameSink {
  /**
   * Hot: called with the frames of a turn of the event loop, or with a part of them where they are
   * many, oldest first. A sink that throws has its subscription ended.
   */
  deliver(frames: readonly NextFrame[]): void;
  /**
   * Hot: called soon after `deliver`, with the same frames. Sends them, unless more is to be sent
   * in this turn.
   */
  flush(frames: readonly NextFrame[]): void;
  /**
   * Whether frames of so many bytes can be delivered now; else their client would count as slow.
   */
  hasRoomFor(bytes: number): boolean;
  /**
   * Resolves when more can be delivered without piling up, or when nothing will be read any more.
   */
  drained(): Promise<void>;
}

/** A member of an operation group: the subscription of one client. */
export interface Subscriber {
  /**
   * Called when the group ends the subscription, at most once, after the subscriber has left the
   * group. Not called for a subscriber that leaves by itself.
   */
  onEnd(error: GraphQLError): void;
}

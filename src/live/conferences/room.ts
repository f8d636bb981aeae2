import type { Conference, ConferenceParticipant } from '../../kazoo/collections/conference-rooms.ts';
import type { LiveRow } from '../live-rows.ts';

/** Whether others may come in, as an event said. */
export interface RoomLock {
  readonly isLocked: boolean;
  readonly heardAt: Date;
}

/**
 * What Kazoo lists of a conference: who is in it or, where it has no document of its own, which
 * legs of the account are up.
 */
export type RoomList = readonly ConferenceParticipant[] | { readonly legs: ReadonlySet<string | null> };

/** A conference that somebody is in, as its events and its list of participants tell. */
export interface Room extends LiveRow {
  /** In the order in which they came; the first 200 where there are more. */
  readonly participants: ConferenceParticipant[];
  readonly members: number;
  readonly moderators: number;
  /** What an event said last; null where none has. */
  readonly lock: RoomLock | null;
  /** Another number with each change, but for who talks: that changes all the time. */
  readonly steadyVersion: number;
}

/** A conference of an account that somebody is in, as a live list keeps it. */
export interface LiveConference extends Conference, LiveRow {
  /** Null while Kazoo does not tell who they are. */
  readonly participants: ConferenceParticipant[] | null;
}

/** Whether it is a row of the live list, which knows who is in it. */
export function isLive(conference: Conference): conference is LiveConference {
  return 'participants' in conference;
}

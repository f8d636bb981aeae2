import type { CursorTime } from '../../upstream/history/event-clock.ts';

/** A place in an order of entries, which `epoch` names. */
export interface Place {
  readonly epoch: string;
  readonly time: CursorTime;
}

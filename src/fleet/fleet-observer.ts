import type { GapReason } from '../upstream/history/gap.ts';
import type { FleetMode } from './fleet-mode.ts';
import type { Position } from './log/fleet-entry.ts';

/** Sees what becomes of this instance's place in the fleet, to count and to log it. */
export interface FleetObserver {
  onMode(mode: FleetMode['name'], reason: string | undefined): void;
  /** Entries came, of which `newest` is the last. Hot. */
  onRead(newest: Position): void;
  /** Clients of a binding were told of a gap of the fleet's own making. */
  onGap(accountId: string, reason: GapReason): void;
  /** Something failed that will be tried again. */
  onFault(error: unknown): void;
}

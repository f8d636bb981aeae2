import type { FleetChaos } from './fleet-chaos.ts';

/** What happens to three gateways on one engine, and what must hold whatever the seed. */
export interface FleetScenario {
  readonly name: string;
  /** Of each gateway. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether no client may be told of a gap, or that its cursor is too old. */
  readonly isSpared?: boolean;
  /** Default 12. */
  readonly clients?: number;
  /** Over how many its clients and events are spread, evenly. Default 1. */
  readonly accounts?: number;
  /** Default 40: what comes faster is told as a possible loss. */
  readonly eventsPerSecond?: number;
  /** Events come while it plays. It must have repaired what it broke when it resolves. */
  play(fleet: FleetChaos): Promise<void>;
}

import type { ConnectionGate, Settle } from '../../../src/upstream/socket/connection-gate.ts';

/** One that the gate let through. */
export interface Entrant {
  readonly size: number;
  readonly url: string;
  readonly settle: Settle;
}

/** Enters accounts of these sizes, and returns those that are let through, in order. */
export function enterAll(gate: ConnectionGate, sizes: readonly number[]): Entrant[] {
  const through: Entrant[] = [];
  for (const size of sizes) {
    gate.enter(
      () => size,
      (url, settle) => through.push({ size, url, settle }),
    );
  }
  return through;
}

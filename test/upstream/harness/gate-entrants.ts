import type { ConnectionGate, Settle } from '../../../src/upstream/socket/connection-gate.ts';

/** One that the gate let through. */
export interface Auth {
  readonly size: number;
  readonly url: string;
  readonly settle: Settle;
}

/** Enters accounts of these sizes, and tells which were let through, in order. */
export function enterAll(gate: ConnectionGate, gauges: readonly number[]): Auth[] {
  const through: Auth[] = [];
  for (const size of gauges) {
    gate.enter(
      () => size,
      (url, settle) => through.push({ size, url, settle }),
    );
  }
  return through;
}

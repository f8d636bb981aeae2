import { inspect } from 'node:util';
import type { KazooSimulatorOptions } from '../../../src/simulator/kazoo-simulator.ts';
import { AttackStage } from './attack-stage.ts';

/**
 * What one client does to harm the others. Its own losses are its own: an innocent client beside it
 * judges.
 */
export interface Attack {
  readonly name: string;
  readonly kazoo?: KazooSimulatorOptions;
  readonly settings?: Readonly<Record<string, string>>;
  play(stage: AttackStage): Promise<void>;
}

export interface AttackRun {
  readonly watchedMs: number;
  /** Of the gateway's process, for node. */
  readonly flags: readonly string[];
}

/** Plays an attack from start to end. Returns all violations that it found. */
export async function playAttack({ kazoo, settings, play }: Attack, run: AttackRun): Promise<readonly string[]> {
  await using stage = await AttackStage.setUp({ kazoo, settings, ...run });
  try {
    await play(stage);
  } catch (error) {
    stage.problems.push(inspect(error));
  }
  return stage.problems;
}
